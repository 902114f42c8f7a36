// Package atlas draws the world: the outlines of its countries, as paths for SVG.
//
// Nouns:
//
//   - Map unit: what paths and Project count in. The map is Width units wide and
//     Height units high; x grows to the east and y to the south, from its corner.
//   - Country: an outline under the code that databases use for it. Islands of a
//     country are further rings of the same path.
//
// Invariants:
//
//   - The projection is Equal Earth (Savric, Patterson, Jenny, 2018): areas are
//     honest, so that a shaded country is no larger than it is.
//   - Neighbours share their border to the unit: no gap opens between them.
//   - Codes are ISO 3166-1 alpha-2, and XK for Kosovo, as databases have it. Each
//     stands once, and the countries are sorted by it.
//
// The outlines are those of Natural Earth, 1:110m, which are in the public domain
// (naturalearthdata.com), by way of world-atlas 2.0.2 (github.com/topojson/world-atlas,
// ISC). Borders are theirs, but Northern Cyprus and Somaliland, which have no
// code, are drawn as parts of CY and SO. Antarctica and countries too small for that
// scale, such as Singapore, are not there: geo.Centroid says where to put a mark.
// world.txt is written by bench outlines.
//
// Everything may be called from any goroutine. The package imports no other
// package of geosrv.
package atlas

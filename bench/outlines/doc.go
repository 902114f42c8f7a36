// Package outlines writes the outlines of geo/atlas from Natural Earth's.
//
// A topology is a TopoJSON file: lines that neighbours share, as differences of
// whole numbers, and countries as rings of them. An outline is a country's rings
// on the map: projected, put on the grid of map units, without points that change
// nothing there. What rounds away to less than an area is left out.
//
// It runs once for each new edition of the data; one goroutine is all it needs.
package outlines

// Package geo is place: it turns the address of an asker into a class and a
// scope.
//
// Nouns:
//
//   - Place: what a database says of a network: a country, a point, or neither.
//   - Database: an .mmdb file (City or Country), read, verified and decoded once.
//     It keeps no byte of that file, so what happens to the file later is harmless.
//   - Family: the networks of a Database in one family of addresses, packed.
//   - Cache: a Database as octets, which a start reads instead of the file. It has a
//     key, which names the file and the decoder.
//   - Site: a point that pools stand at. Callers number the sites.
//   - Site list: the sites that some steered sets choose among, in their listed
//     order.
//   - Order: the sites of one list, best first, as one place sees them. Order 0 of
//     every list is the unknown order: the listed one, all sites tied.
//   - Class: the places that have the same order in every list. Class 0 is the
//     unknown place.
//   - Scope: the SCOPE PREFIX-LENGTH of RFC 7871: how many leading bits of the
//     address decide the class.
//   - Table: address -> class and scope, compiled from a Database, networks and
//     site lists.
//
// Invariants:
//
//   - A scope is honest: any two addresses inside a returned scope have the same
//     class. It is also the shortest honest one.
//   - Networks that the operator gave are exact to the last bit and win over the
//     database. Cells of the database are no deeper than Options.V4 and Options.V6.
//   - What a class means depends on coordinates and listed orders, never on the
//     order of a map nor on the numbers of the sites.
//   - No input makes the package panic, and no file can make it work without bound.
//
// Goroutines: everything exported is either a function without shared state or a
// method of an immutable value (Database, Table). Any goroutine may call anything
// at any time. Table's look-ups take no lock and allocate nothing; they are meant
// for the answering path. Open, Decode, Compile and Build take seconds and belong
// to a builder.
//
// The package imports no other package of geosrv.
package geo

// Package operator is what people said: drains, moves, pins and returns, as an ordered
// list of entries, and the file that holds them.
//
// # Nouns
//
// An [Entry] is one verb with what it is about. A [Selector] names what a verb
// acts on: `site:ams`, `pool:ams`, `server:edge1-ams`, `addr:192.0.2.11`,
// `role:ams/web`. A [Ledger] is all entries, in the order in which they were
// said. Of two drains or maintenances of one thing the stronger holds, of two
// pins or moves of one group the later.
//
// # Invariants
//
//   - A ledger names objects by their names, never by number, so that it means
//     the same after every reload.
//   - It is immutable and safe for any number of readers.
//
// The package knows no roster: whether a name still exists is for the reader
// to find out.
package operator

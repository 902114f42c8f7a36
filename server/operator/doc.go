// Package operator is what people said: drains, forces, moves, pins, returns,
// freezes and drills, as an ordered list of entries, and the words that they are
// written in.
//
// # Nouns
//
// An [Entry] is one verb with what it is about, who said it, when, why and until
// when. A [Selector] names what a verb acts on: `site:ams`, `pool:ams`,
// `server:edge1-ams`, `addr:192.0.2.11`, `role:ams/web`. The key of an entry is
// what it is about ([Entry.Key]): of entries with one key the newest holds, and
// the others are what can be restored. A [Ledger] is all entries, in the order in
// which they were said.
//
// Of drains and maintenances with different selectors that meet in one address
// the stronger holds: they have different keys and all are in force.
//
// # Invariants
//
//   - A ledger names objects by their names, never by number, so that it means
//     the same after every reload.
//   - It is immutable and safe for any number of readers; what changes it returns
//     another one.
//   - Two ledgers merge to the same whichever is merged into which: by key, time
//     and author ([Ledger.Merge]).
//   - Its size is bounded: entries that are no longer in force are kept to be
//     undone, at most [Remembered] of them.
//
// The package knows no roster: whether a name still exists is for the reader
// to find out. Times come from the caller. Nothing here blocks or starts a
// goroutine.
package operator

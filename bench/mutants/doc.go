// Package mutants changes the packet path in small ways and asks the tests
// whether they notice.
//
// # Nouns
//
//   - place: an expression or a guard of the packet path that can be changed.
//   - mutant: the tree with one place changed, by an overlay: the tree itself
//     is never written to.
//   - killed: a test failed, or hung. Survived: none did. Explained: none did,
//     because the change makes no difference that a client could notice;
//     explained.txt says why.
//   - barren: the change does not compile. It is not counted, and another place
//     is drawn instead.
//
// # Invariants
//
// The same seed draws the same places from the same tree. What cannot be
// explained counts as survived, and what is explained does not count as killed.
package mutants

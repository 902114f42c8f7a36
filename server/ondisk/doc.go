// Package ondisk reads and writes whole files, so that neither a crash nor a file of
// somebody else's making leads to half of one.
//
// # Nouns
//
//   - put in place: written beside what is there, and renamed over it once it is on
//     the disk. Behind a crash at any moment there is the one of before or this one.
//   - sealed: a text with a head that says what it is, its version, and the sum of the
//     rest, so that one that was damaged or cut is known for it.
//
// # Invariants
//
//   - Nobody waits for the other end of a pipe.
//   - What is put is for its owner's eyes only, and follows no link.
//   - One goroutine at a time puts files into a folder: what a crash leaves behind has
//     the name that the next one takes.
//
// All else may be called from any goroutine.
package ondisk

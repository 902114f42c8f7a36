// Package state keeps what survives a restart, of endpoints and of what was said, in a
// file of the state folder.
//
// # Nouns
//
//   - memory: opinions, marks and words, by the names of what they are about.
//   - state file: a memory, sealed (package ondisk). One of another version, or of which
//     the sum is wrong, is set aside, where a person can look at it.
//   - claim: the lock by which one server at a time has a folder.
//
// # Invariants
//
//   - Whoever waits for Write knows that a crash takes nothing of it away.
//   - What cannot be read or written keeps nobody from serving, unless it is a folder
//     that somebody chose and that is there for nobody.
//   - Behind Leave nothing is written: the file is another process's.
//
// # Goroutines
//
// A [Keeper] has one goroutine, that of Run; its other methods may be called from any.
// Nobody who probes, publishes or answers waits for it.
package state

// Package sandbox takes away from the process what it does not need: after it,
// files outside some folders can neither be read nor written, and no program be
// run, whatever a bug or an attacker would make the process do. It is Landlock of
// the Linux kernel (5.13 and later) and needs no privilege.
//
// # Nouns
//
// A [Need] is a path and what is done with it. A [Reach] is the folders of all
// needs: folders, as files are put in place by renaming, and as a right on a file
// would end with it. [Reach.Close] closes the process in; there is no way back, and
// the programs that it starts are closed in with it.
//
// # Invariants
//
//   - A Reach never grows after Close. [Reach.Lacks] says beforehand that a later
//     need is not met.
//   - The network is left alone: probes go everywhere.
//
// A Reach belongs to one goroutine until Close; after that any may read it.
package sandbox

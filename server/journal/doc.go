// Package journal notes what changed and why: one event for each pool whose
// standing moved, with the groups that it moved in.
//
// # Nouns
//
//   - event: a pool that moved from one standing to another, with all groups
//     in which it did.
//   - word: how a candidate stands, with "stood down" where that holds, and
//     "never" for what is silent and has never answered.
//
// # Invariants
//
//   - It goes by the names of groups and pools: a reload that moves their
//     numbers is no event.
//   - Its memory is bounded: by the roster, and by a number of events and of
//     names in them.
//
// # Goroutines
//
// A [Journal] belongs to the publisher's goroutine; what it has logged may be
// read by any goroutine through Events, which copies.
package journal

// Package journal notes what changed and why: one event for each pool whose
// standing moved, with the groups that it moved in, the sets that they answer, and
// the probe or the words that led to it; one for each word of an operator that
// came into force or ended. It tells a hook of each.
//
// # Nouns
//
//   - event: a pool that moved from one standing to another, with all groups
//     in which it did.
//   - cause: the last probe of the pool whose verdict moved, else the words that
//     were said; none where time alone did it.
//   - hook: a command or a web address that is told of each event, once.
//   - past: all that, as a process that takes over gets it: it tells nothing again.
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
// read by any goroutine through Events, which copies. A [Hook] has one goroutine,
// for which nobody waits: what does not fit into its queue is dropped and counted.
package journal

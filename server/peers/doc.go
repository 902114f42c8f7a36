// Package peers compares what this nameserver answers with what the other
// nameservers of its zones answer. They look at the same edges from other
// places, and operators speak to one of them at a time: where they differ for
// long, somebody should know.
//
// # Nouns
//
//   - peer: another nameserver of our zones, as the configuration names it.
//   - question: what is asked about a group: of each type that it answers one
//     name, as from an address of which no database knows the place.
//   - disagreement: a question that was answered otherwise there than here,
//     the last time that it was asked. It lasts when it has been so for ten
//     seconds; it is an alarm when it has been so for twice the time that the
//     group takes to return.
//   - heard: a peer is heard as long as it answers. One that is not heard
//     disagrees about nothing.
//
// # Invariants
//
//   - Peers are asked by plain DNS, one question at a time each, and not more
//     than ten a second of our own accord.
//   - Equal configurations, verdicts and words give equal answers: priorities
//     and weights, the order of records, and times to live do not count. The
//     order of rungs does.
//   - Nothing here changes an answer.
//
// # Goroutines
//
// A [Circle] has one goroutine for each peer. The runner's goroutines come in
// through Probe: a peer that is a reference, too, is asked what is to be asked
// anyway. All its methods may be called from any goroutine.
package peers

// Package oracle is the slow twin of the code that answers: it says, straight
// from the RFCs and from the rules of steering, what the reply to a query must
// be. It is for tests and bench only and shares no code with what it judges.
//
// # Nouns
//
// A [World] is a plain description: zones as records, pools with their host
// names, groups with their keys, how each endpoint stands, what operators said.
// An [Oracle] answers from one World. A [Reply] is what must come back: not a
// message but what every right message has in common, because a server is free
// in how it compresses, in which order it gives the records of a set, and in
// what it leaves off when a reply grows too long. [Reply.Wrong] judges a message.
//
// # Invariants
//
//   - Nothing here is fast and nothing is clever: maps, sorts and loops, one rule
//     a function. What a reader cannot follow with the RFC beside it is a fault.
//   - It imports no other package of ours.
//   - A World is never written to. Two worlds that say the same give the same
//     replies.
//   - A World is taken to be valid: what configuration would refuse has no
//     meaning here.
//
// # Goroutines
//
// An Oracle is immutable after [New]; any number of goroutines may ask it.
package oracle

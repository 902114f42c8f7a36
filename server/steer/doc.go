// Package steer decides: given the standings of the pools behind a steered
// set and the order in which an asker would like them, it says which pools
// are answered, on which rung, with which share of their weight, and why.
//
// # Nouns
//
// A [Candidate] is one pool as a decision sees it. A ranking is a permutation
// of candidate numbers, best first: the caller has already folded distance,
// listed order and the zone's own priorities into it. A [Rung] is one pool of
// a ladder with its priority. A [Mark] says that a pool is stood down for a
// group. A [Reason] is a word of the closed list that explain, status, log
// and history share; a [Ruling] is the one that decided a candidate.
//
// # Invariants
//
//   - No decision is empty while there is a candidate: the best standing
//     present is always answered, whatever it is.
//   - With every candidate of one standing the decision has the shape that it
//     has with all of them up.
//   - A decision depends on its arguments alone: no clock, no randomness, no
//     order of a map. Permuting the candidates permutes the decision.
//
// Every function here is pure and safe from any goroutine; time is passed in.
package steer

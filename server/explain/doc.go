// Package explain says what a question is answered, and every rule that led to it.
//
// # Nouns
//
// An explanation is the answer and its steps: zone, name, policy, the place of the
// asker, the rule that put each pool where it is, TTL, scope, and what would change
// the answer. It is made of a picture (package picture) and of a plan.
//
// # Invariants
//
// The answer is the one of the packet path, which is asked with a trace: nothing is
// decided here a second time. The words for rules are those of package steer, which
// status, history, log and metrics share.
//
// # Goroutines
//
// It is called by who owns the picture; a plan may be anybody's.
package explain

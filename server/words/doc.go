// Package words says what operators' words mean in a roster: what a selector or a
// bare word names, and what a ledger makes of the inputs that a plan is rendered
// from.
//
// # Nouns
//
// A word is an entry of a ledger (package operator), or what somebody typed. What
// it names are pools, servers and roles of pools, and addresses, by their numbers
// in one roster: they are found anew in each, by name, so that no reload moves a
// word to another object.
//
// # Invariants
//
// A word that names nothing changes nothing, and is told: it dangles. Of two words
// about one object the stronger holds.
//
// # Goroutines
//
// All of it is pure but Apply, which writes into the inputs that it is given. It
// may be called from any goroutine that owns these.
package words

// Package verbs reads what an operator orders, and says what would follow from it
// before it is said: who moves, who is left, when it is safe to stop a machine. It
// lists what is in force, and says for whom somebody who waits still waits.
//
// # Nouns
//
// An order (package control) becomes entries of the ledger (package operator), read
// against a picture (package picture). Prepared is what would follow from them.
//
// # Invariants
//
// Nothing is said here: who prepares says the entries to the publisher, or does not.
// What would follow is decided by the code that decides what is answered. A wrong
// "safe" is worse than none.
//
// # Goroutines
//
// A picture, and what is prepared of it, belongs to one goroutine at a time.
package verbs

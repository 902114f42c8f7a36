// Package guard keeps a reader that panics from ending the server: what it meets
// becomes an error of the file that it read.
//
// # Invariants
//
// A value beside an error is nil, also when the reader panicked half-way.
//
// [Read] may be called from any goroutine; it guards its own, and none that the
// reader starts.
package guard

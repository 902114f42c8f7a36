// Package picture is how everything stands at one moment: the world, what probes
// and operators say of it, and what follows for what is rendered.
//
// # Nouns
//
// A [Picture] is what the publisher makes for whoever asks: explain, status, the
// preview of a verb, the keeper of the state. One that nobody published is supposed:
// everything up, but for what is taken down.
//
// # Invariants
//
// World and ledgers are immutable. All else is a copy of the picture's own.
//
// # Goroutines
//
// A picture belongs to who asked for it, and to one goroutine at a time.
package picture

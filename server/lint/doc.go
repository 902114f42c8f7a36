// Package lint knows the field: what is allowed in a configuration and its zones
// and yet most likely a slip, because clients, partners and programs are as they
// are.
//
// # Nouns
//
// A warning is a [config.Error] with a code; a [Rule] is what a person is told
// of a code: what it means, why it hurts, how to mend it and where that is
// written. The zones' own findings and the roster's warnings pass through here,
// so that [Warnings] is all that files alone can tell. What depends on the
// machine or on probes is added by the command that asks.
//
// # Invariants
//
//   - A warning hinders nothing: what must not be is an error elsewhere.
//   - Every code is one of config.Codes, has a Rule and, but for those of the
//     command, a case in testdata that tells it and one that does not.
//   - A warning that the configuration silences is not told.
//   - The order depends on the files alone.
//
// # Goroutines
//
// Every function may be called from any goroutine; a roster is only read. Zone
// files are read again for the columns of what is told, nothing else.
package lint

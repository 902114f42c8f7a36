// Package survey tells people what a picture shows: how pools, endpoints and groups
// stand, for `geosrv status` and the metrics, and what the status page says of it,
// the alarms first.
//
// # Nouns
//
// A [Survey] is of one picture (package picture). [Ground] is what does not change as
// long as a world does not: where the sites are, and whose country is nearest to
// which.
//
// # Invariants
//
// Nothing is decided here: a survey tells outlooks (package answer), in the words that
// log, history and explain share.
//
// # Goroutines
//
// A survey belongs to one goroutine at a time. Ground is safe for concurrent use.
package survey

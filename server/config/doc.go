// Package config turns the text of geosrv.yaml into names, numbers and
// defaults. It knows no other package of ours: whether a zone, a host name or
// a database exists is asked later, by those who read them.
//
// # Nouns
//
// A tree is the YAML of one file with aliases followed, merge keys applied and
// x-* keys left out. A mapping is read by a table of its keys, each with its
// setter. A [Config] is the merged result of all files. A [Preset] is what a
// profile knows about a well-known owner.
//
// # Invariants
//
//   - All errors come at once, sorted by file, line and column, each with its
//     place and, where one is known, a hint. Nothing panics on any text.
//   - Named objects are sorted by name: the order of a YAML mapping never
//     means anything. Lists keep their order.
//   - A value that nobody wrote is a default here only if it depends on no
//     zone and no preset. Keys of an [Entry] stay zero; see the constants.
//   - Work and memory are bounded by the length of the text: a file has at most
//     [MaxText] bytes, and aliases may repeat at most [MaxAliased] nodes.
//   - Show writes what Parse reads back to an equal Config, places aside.
//
// # Goroutines
//
// Every function may be called from any goroutine. A Config is immutable once
// it has been returned.
package config

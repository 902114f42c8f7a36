// Package roster joins a configuration with the zones that it names: who is
// steered, by which policy, between which pools, and which endpoints tell how
// those pools stand. It knows no verdict, no place and no packet.
//
// # Nouns
//
// A [Pool] owns host names by role, and addresses through them. A [Group] is
// one decision: its candidates in listed order, its policy, its sets. A [Set]
// is one steered RRset of a zone. A [Judge] is one service by which a pool is
// judged: its members, each with the endpoints that decide it. A [Carrier] is
// a plain RRset whose additional section carries something that moves.
//
// # Invariants
//
//   - Everything is numbered by sorted names, never by the order of a file:
//     permuting or inserting sites, pools, entries or records moves no object
//     to another key.
//   - A candidate of a set owns data of that set. "All pools" is never guessed.
//   - Same address, port, check and parameters: one endpoint.
//
// [Build] is called by the goroutine that loads; what it returns is immutable
// and safe for any number of readers.
package roster

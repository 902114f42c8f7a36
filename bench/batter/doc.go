// Package batter throws mutated packets at the answerer and at a running
// server, and judges every reply.
//
// # Nouns
//
//   - seed: a real packet, as clients, resolvers and other servers send them.
//   - blow: a seed that was changed, once or several times, by a seeded
//     generator: the same seed number gives the same blows.
//   - violation: a reply that no server should send, or one that is missing.
//   - child: a real server in a process of its own.
//
// # Invariants
//
// The judge shares no code with the parser and the writer that it judges. A
// run is repeated by its seed; each worker draws from a generator of its own.
package batter

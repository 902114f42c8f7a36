// Package edge simulates the edges of a pool on loopback, for the demo, the
// benchmarks and tests: real TLS with SIP, XMPP, HTTPS, SMTP or nothing over
// it, that can be told to fail in the ways that real ones do.
//
// # Nouns
//
//   - farm: what shares one certificate authority, made in memory.
//   - edge: one simulated service of one server, one address and port.
//   - mode: how the edge behaves now.
//   - hold: a bound socket that nobody listens on. It keeps the port of an
//     edge that refuses, so that nobody else is given it.
//
// # Invariants
//
//   - An edge keeps its address and port from Listen to Close, in every mode.
//   - When Set has returned, the next connection meets the new mode.
//   - It listens on loopback only, unless it was made with Beyond.
//
// # Goroutines
//
// All methods may be called from any goroutine. An edge has one goroutine
// that accepts and one per connection; Close waits for all of them.
package edge

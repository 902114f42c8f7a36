// Package demo shows the main job of geosrv with nothing to prepare: a zone, a
// configuration, simulated edges on loopback, and a failover told by real
// queries over UDP.
//
// # Nouns
//
//   - machine: a simulated server of a pool, with an edge for each of its
//     services. The zone publishes documentation addresses (RFC 5737); probe.via
//     leads the probes to the edges.
//   - step: something happens to machines, and then the answers must become
//     what is expected, within a time.
//   - expectation: a question, from where it is asked, and the exact answer.
//   - story: the steps in order. It is data; play does them.
//
// # Invariants
//
//   - The server is the real one: it reads files, probes and listens as ever.
//   - What is printed as an answer came over the wire.
//   - Nothing needs root, nor an address other than 127.0.0.1. The files are in
//     a temporary folder that is gone when Run has returned.
//
// # Goroutines
//
// Run does all in the caller's goroutine; the server and the edges have their
// own.
package demo

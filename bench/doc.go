// Command bench measures what geosrv promises about time.
//
// # Nouns
//
//   - failover: from the death of an edge to the first right answer that a
//     client gets by UDP. Everything is real but the distance: server, probes,
//     TLS, simulated edges on loopback.
//   - wire: from the step that makes a verdict to the first reply with the new
//     answer, for each of many steered sets.
//   - victim: an edge that is killed; its witness stays alive, so that there is
//     an answer without the victim.
//   - asker: the client of wire, a process of its own, so that it does not share
//     the server's scheduler and collector.
//   - profile: how edges are probed and how they die, with the bounds that hold.
//
// # Invariants
//
// A figure is an upper bound: the clock starts before the cause and ends when a
// client holds the reply. What the measurement itself adds is printed beside
// it. Nothing is left out of a table: every edge and every set of every round
// counts. All times are of one monotonic clock.
//
// # Beside time
//
// The packages below throw packets (batter), hold connections and flood
// (siege), probe thousands of endpoints (probes), change our own code (mutants)
// and compare with other servers (differ). Their commands belong to this one.
//
// README.md has the machine, the commands and the measured tables.
package main

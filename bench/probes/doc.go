// Package probes measures what many probes cost, and whether the dead delay
// those of the living.
//
// # Nouns
//
//   - living: an endpoint that accepts connections.
//   - black hole: an endpoint of which no packet comes back. Its listener's
//     queue is full and never emptied, so the kernel drops all that arrives.
//   - town: the process that all endpoints live in; addresses of loopback tell
//     them apart.
//   - lag: how much later than planned a probe began.
//
// # Invariants
//
// The runner and the check tcp are the ones that are shipped. Nothing leaves
// loopback. What is measured begins when every black hole has been down for so
// long that it is probed at its down interval.
package probes

// Package metrics tells Prometheus what the server counts, and who supervises
// the process whether it lives.
//
// # Nouns
//
//   - family: a metric with its help text, its kind and the names of its labels.
//     Families lists all that there are.
//   - snapshot: everything that a scrape tells, at one moment. Whoever makes the
//     Collector gives a function that takes one.
//   - label: of a closed list (transport, family, rcode, type, standing, verdict,
//     reason, outcome), or a name of the configuration (pool, site, group, check,
//     endpoint, nameserver). None is ever of a packet, or of what a peer said.
//
// # Invariants
//
//   - No globals: a Registry belongs to one server.
//   - Nothing is counted here. The counters are where the work is done, one for
//     each worker, and are summed when somebody scrapes.
//   - What is told is bounded: at most Most endpoints and Most groups have series
//     of their own, and the totals by check and verdict hold for all.
//   - A scrape takes no lock of the answering path, and what does not come in
//     time is left out: the counters of a server that is stuck can be read.
//   - /health and /ready know nothing of targets and of the age of inputs. Who
//     cannot see must go on answering (reliability: never withdraw yourself).
//
// # Goroutines
//
// A Collector and the handlers may be used by any number of goroutines. The
// function that takes a snapshot is called by them.
package metrics

// Package soak runs a real `geosrv serve` for long under a steady load, with a
// reload every while and edges that come and go, and looks whether it grows.
//
// # Nouns
//
//   - look: what the server's own metrics said at a moment: memory that the kernel
//     counts as its own, goroutines, open descriptors.
//   - settled: looks after the first third, ten minutes at most. What Go's heap
//     takes until it knows its size is no leak.
//   - slope: by how much the memory grows an hour, through the least of each
//     minute: the median of the slopes of all pairs of minutes, which no single
//     peak moves (Theil and Sen).
//
// # Invariants
//
// Server and load are processes of their own; edges are the load's. Goroutines and
// descriptors grow if there are always more in the last half of what counts than
// there ever were in the first.
//
// # Goroutines
//
// One for each of: the load, its replies, the edges that flap, the reloads, the
// looks. They share nothing but counters.
package soak

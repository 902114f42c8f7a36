// Package compare measures what a query costs geosrv and other nameservers, on
// one machine, in one run, in turns.
//
// # Nouns
//
//   - workload: zones and questions with a name, such as static or geo.
//   - contestant: a server with its configuration and what it is asked: geosrv,
//     a peer (NSD, Knot DNS, gdnsd, PowerDNS), or geosrv once more with other
//     data, where geosrv is compared with itself.
//   - load: a process of its own that replays prepared packets, keeps a window of
//     them outstanding, counts what comes back and keeps a sample of it.
//   - round: one time of load for each contestant, one after the other. Ratios
//     are of figures of the same round, and medians of those.
//   - start: from exec to the first right answer, alone on the machine, with both
//     cores; where the workload is about that (million).
//   - edge: a listener that servers probe. One of them goes down and up again,
//     a second each, so that a verdict flips while geographic answers are
//     measured.
//
// # Invariants
//
//   - The server is a process on one core and the load another one on another
//     core. All contestants run from the first round to the last; those whose
//     turn it is not are asked nothing.
//   - A reply without what the question calls for fails the run: nobody is
//     measured while answering something else. Samples of geosrv's replies are
//     judged by server/oracle.
//   - Instructions are counted by the processor where the kernel lets us
//     (perf_event_open(2)), else by callgrind in a run of its own, user space
//     alone; there the kernel's share is told by CPU time.
//
// # Goroutines
//
// A run belongs to one goroutine. The load's process has one thread for UDP, or
// a goroutine for each connection. Linux only.
package compare

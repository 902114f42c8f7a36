// Package status is the status page: an HTTP server that shows how everything
// stands, live, and never changes anything. It has no users and no passwords; who
// reaches its address may read.
//
// # Nouns
//
//   - report: how everything stands at one moment, made by whoever has it. It is
//     cut into sections, and a section into rows under keys.
//   - stream: the events by which an open page hears of changes
//     (text/event-stream of the HTML standard). One event has the rows that
//     changed since the one before; the first has all.
//   - watcher: one open stream.
//
// # Invariants
//
//   - GET and HEAD only. What is asked for under a host name that nobody allowed is
//     refused: a page elsewhere must not read this one by giving its own name our
//     address (DNS rebinding). Addresses and localhost are always allowed.
//   - Nothing is loaded from anywhere else: Content-Security-Policy forbids it.
//   - However many watch, a report is made at most every 250 ms, and making it is
//     never more than a tenth of the time; while nobody watches, none is made.
//   - Watchers, connections, headers and times are bounded. Nothing is queued for a
//     watcher: a slow one misses what was between, and one that takes nothing for
//     5 s is dropped.
//
// # Goroutines
//
// A [Server] has one goroutine that makes reports, one that counts queries, and
// those of net/http. Listen and all methods may be called from any goroutine. The
// functions in [Options] are called from those goroutines.
package status

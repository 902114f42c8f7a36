// Package logs writes the log without making anybody wait.
//
// # Nouns
//
//   - line: one record, finished: text as of slog, or JSON.
//   - log: the queue of lines and the goroutine that writes them.
//   - journal: that of systemd. It stamps lines itself, and takes their priority
//     from a prefix (sd-daemon(3)).
//
// # Invariants
//
//   - Who logs never waits for who reads the log: a pipe that nobody empties costs
//     lines, which are counted, and nothing else.
//   - What waits is bounded, in lines and in octets.
//   - Lines come in the order in which they were logged. Where some are missing,
//     the next that is written is preceded by one that says how many.
//
// # Goroutines
//
// The Logger may be used by any goroutine. A Log has one goroutine of its own,
// until Close.
package logs

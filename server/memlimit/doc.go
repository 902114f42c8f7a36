// Package memlimit finds out how much memory the process may have at most, by the
// control groups of Linux that it is in (cgroups(7)), and tells Go: the collector
// then works harder before the kernel ends the process.
//
// A [Limit] is found once. Its functions may be called from any goroutine.
package memlimit

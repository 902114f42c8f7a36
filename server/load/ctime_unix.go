//go:build unix && !darwin && !freebsd && !netbsd

package load

import "syscall"

// ctimeOf is when a file's state last changed, in Unix nanoseconds.
func ctimeOf(s *syscall.Stat_t) int64 { return s.Ctim.Nano() }

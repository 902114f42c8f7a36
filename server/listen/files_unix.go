//go:build unix

package listen

import "golang.org/x/sys/unix"

// openFiles is how many file descriptors the process may have. Go raises the
// limit to what the system allows when it starts.
func openFiles() uint64 {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 1024 // what POSIX systems mostly give
	}
	return uint64(limit.Cur) // signed on some systems
}

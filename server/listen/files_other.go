//go:build !unix

package listen

import "math"

// openFiles is how many file descriptors the process may have: here the system
// says of no limit.
func openFiles() uint64 { return math.MaxUint64 }

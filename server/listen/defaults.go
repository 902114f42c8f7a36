package listen

// How many connections may be open if nothing is said: as many as resolvers
// plausibly need, and never so many that zone files and the control socket
// find no descriptor.
const (
	mostConnections = 2000
	leastOfFiles    = 16
	reservedFiles   = 64
)

// DefaultConnections is how many TCP connections may be open together if
// nothing is said: half of the file descriptors that the process may have
// after a reserve of 64, at most 2000.
func DefaultConnections() int { return connectionsFor(openFiles()) }

func connectionsFor(files uint64) int {
	if files < reservedFiles+2*leastOfFiles {
		return leastOfFiles
	}
	return int(min((files-reservedFiles)/2, mostConnections))
}

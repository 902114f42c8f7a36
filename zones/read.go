package zones

import "io"

// Read reads a master file (RFC 1035 5).
func Read(file string, text io.Reader, origin Name) (*Zone, error) {
	panic("todo")
}

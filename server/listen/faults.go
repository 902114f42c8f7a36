package listen

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Bounds of what is kept of faults.
const (
	mostFaults = 16
	mostKept   = 2048 // octets of a request
)

// Fault is a request that made the Answerer panic. Copy it freely.
type Fault struct {
	At      time.Time
	From    netip.AddrPort
	UDP     bool
	Request []byte // the first 2,048 octets; not to be changed
	Size    int    // how many it had
	Panic   string
}

// Faults are the last sixteen requests that made an Answerer panic: of several that
// are alike the first, as a packet that does it can be sent again and again. The zero
// value is ready. Safe for concurrent use; not to be copied.
type Faults struct {
	mu   sync.Mutex
	last []Fault // the oldest first
}

// All are those that are kept, the oldest first.
func (f *Faults) All() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.last)
}

// keep keeps a request, unless one like it is kept. The request may change behind.
func (f *Faults) keep(value any, request []byte, c *Client) {
	one := Fault{
		At: c.Now, From: c.From.AddrPort(), UDP: c.UDP, Size: len(request), Panic: fmt.Sprint(value),
		Request: bytes.Clone(request[:min(len(request), mostKept)]),
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if slices.ContainsFunc(f.last, one.like) {
		return
	}
	if len(f.last) == mostFaults {
		f.last = slices.Delete(f.last, 0, 1)
	}
	f.last = append(f.last, one)
}

// like reports whether two are the same but for their IDs and askers.
func (f *Fault) like(o Fault) bool {
	const id = 2 // octets
	return f.Panic == o.Panic && f.Size == o.Size && bytes.Equal(f.Request[min(id, len(f.Request)):], o.Request[min(id, len(o.Request)):])
}

package answer

import "sync/atomic"

// Asked is what the last request was, for those who count. A value.
type Asked struct {
	Type   uint16 // of the question; 0 if none could be read
	Subnet bool   // it says in which network its asker is (RFC 7871)
	// BadVersion: it is of an EDNS that is not ours (RFC 6891 6.1.3), of which the
	// rcode does not fit into the header.
	BadVersion bool
}

// Asked says what the last request was. It means nothing if there was no reply,
// or a hasty one.
func (a *Answerer) Asked() Asked {
	return Asked{Type: a.q.Type, Subnet: a.q.Subnet.Source > 0, BadVersion: a.q.Version > 0}
}

// Hasty reports whether the last reply was made by the short way: it is in Tally.
func (a *Answerer) Hasty() bool { return a.hasty }

// Tally counts the replies that were made by the short way: they are most, and to
// look at each of them again would cost as much as some of its steps. The zero
// value is ready. Read by anyone; must not be copied.
type Tally struct {
	found, missing [256]atomic.Uint64 // by type: usual ones have no others
}

// Told calls tell for each type of which there were names with answers, and names
// that do not exist.
func (t *Tally) Told(tell func(rrtype uint16, missing bool, n uint64)) {
	for i := range t.found {
		if n := t.found[i].Load(); n > 0 {
			tell(uint16(i), false, n)
		}
		if n := t.missing[i].Load(); n > 0 {
			tell(uint16(i), true, n)
		}
	}
}

// Subnets is how many of them said in which network the asker is.
func (a *Answerer) Subnets() uint64 { return a.usual.Subnets.Load() }

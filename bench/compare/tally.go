package compare

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// order is what the load is told to do, as JSON.
type order struct {
	To      netip.AddrPort `json:"to"`
	File    string         `json:"file"` // of packets
	TCP     bool           `json:"tcp,omitempty"`
	Sockets int            `json:"sockets"` // each with an address and port of its own
	Window  int            `json:"window"`  // queries outstanding, over all sockets
	Spread  bool           `json:"spread,omitempty"`
	Count   int            `json:"count,omitempty"` // replies to get; 0: as many as come in Lasts
	Lasts   time.Duration  `json:"lasts,omitempty"`
	Patient time.Duration  `json:"patient"`          // silence after which what is outstanding is lost
	Sample  int            `json:"sample,omitempty"` // one reply of so many is kept
}

// mostSamples is how many replies of one order are kept at most.
const mostSamples = 2000

// tally is what came of an order. Its zero value is of nothing.
type tally struct {
	Sent    int           `json:"sent"`
	Replies int           `json:"replies"`
	Lost    int           `json:"lost"`   // nothing came for it in time
	Odd     int           `json:"odd"`    // came, and nobody asked for it, or no longer
	Octets  int           `json:"octets"` // of replies, DNS alone
	Short   int           `json:"short"`  // truncated
	Full    int           `json:"full"`   // NOERROR with an answer
	Rcodes  [16]int       `json:"rcodes"`
	Took    time.Duration `json:"took"`
	CPU     time.Duration `json:"cpu"` // that the load used itself
	Samples []sample      `json:"samples,omitempty"`
}

// sample is a reply that was kept, with the number of its packet in the file.
type sample struct {
	Query int    `json:"query"`
	Reply []byte `json:"reply"`
}

// count takes a reply into account.
func (t *tally) count(reply []byte) {
	t.Replies++
	t.Octets += len(reply)
	rcode := reply[3] & 15
	t.Rcodes[rcode]++
	if reply[2]&2 != 0 {
		t.Short++
	} else if rcode == 0 && reply[6]|reply[7] != 0 {
		t.Full++
	}
}

// keep makes a sample of a reply, which is number n of the order, if it is its
// turn.
func (t *tally) keep(o *order, n, query int, reply []byte) {
	if o.Sample > 0 && n%o.Sample == 0 && len(t.Samples) < mostSamples {
		t.Samples = append(t.Samples, sample{query, append([]byte(nil), reply...)})
	}
}

// add adds what another connection of the same order got.
func (t *tally) add(more *tally) {
	t.Sent += more.Sent
	t.Replies += more.Replies
	t.Lost += more.Lost
	t.Odd += more.Odd
	t.Octets += more.Octets
	t.Short += more.Short
	t.Full += more.Full
	for i, n := range more.Rcodes {
		t.Rcodes[i] += n
	}
	t.Samples = append(t.Samples, more.Samples...)
}

// want is what all replies of a workload must be.
type want int

// The kinds of replies.
const (
	wantAnswer want = iota // NOERROR with an answer
	wantNone               // NXDOMAIN
	wantEither             // an answer, or truncated
)

// check returns an error if more than one reply of a thousand is something
// else, or more than one of a hundred did not come.
func (t *tally) check(w want) error {
	if t.Lost*100 > t.Sent {
		return fmt.Errorf("%d of %d queries got no reply", t.Lost, t.Sent)
	}
	return t.checkKinds(w)
}

// checkKinds is check without a look at what did not come.
func (t *tally) checkKinds(w want) error {
	good := t.Full
	switch w {
	case wantNone:
		good = t.Rcodes[3]
	case wantEither:
		good += t.Short
	}
	if t.Replies == 0 {
		return fmt.Errorf("no reply to %d queries", t.Sent)
	}
	if bad := t.Replies - good; bad*1000 > t.Replies {
		return fmt.Errorf("%d of %d replies are not what they should be (%s)", bad, t.Replies, t.kinds())
	}
	return nil
}

// kinds says which replies came.
func (t *tally) kinds() string {
	parts := []string{fmt.Sprintf("with an answer %d", t.Full), fmt.Sprintf("truncated %d", t.Short)}
	for rcode, n := range t.Rcodes {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("rcode %d: %d", rcode, n))
		}
	}
	return strings.Join(parts, ", ")
}

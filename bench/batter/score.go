package batter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/miekg/dns"
)

// maxShown is how many violations are kept with their packets.
const maxShown = 10

// maxGrowth is how much resident memory may be more than before, in octets.
const maxGrowth = 16 << 20

// score is what came of packets. The zero value is of none. It belongs to one
// goroutine.
type score struct {
	Packets    int            `json:"packets"`
	Replies    map[string]int `json:"replies"` // by rcode
	Silent     int            `json:"silent"`  // not to be answered, and not answered
	Slips      int            `json:"slips"`   // short replies in place of those
	Violations int            `json:"violations"`
	Shown      []violation    `json:"shown"`
	Growth     int            `json:"growth"` // of resident memory, in octets
}

// violation is what must not be.
type violation struct {
	What string `json:"what"`
	In   string `json:"in"`
	Out  string `json:"out"`
}

// count notes one packet.
func (s *score) count(in, out []byte, wrong string, rcode int) {
	s.Packets++
	switch {
	case wrong != "":
		s.blame(in, out, wrong)
	case rcode < 0:
		s.Silent++
	default:
		if s.Replies == nil {
			s.Replies = map[string]int{}
		}
		s.Replies[rcodeName(rcode)]++
	}
}

// rcodeName is the name of an rcode in a reply without TSIG.
func rcodeName(rcode int) string {
	if rcode == dns.RcodeBadVers {
		return "BADVERS" // the library says BADSIG, which has the same number
	}
	return dns.RcodeToString[rcode]
}

// blame notes a violation.
func (s *score) blame(in, out []byte, wrong string) {
	if s.Violations++; len(s.Shown) < maxShown {
		s.Shown = append(s.Shown, violation{wrong, fmt.Sprintf("%x", in), fmt.Sprintf("%x", out)})
	}
}

// add adds what another counted.
func (s *score) add(o *score) {
	s.Packets += o.Packets
	s.Silent += o.Silent
	s.Slips += o.Slips
	s.Violations += o.Violations
	if s.Replies == nil {
		s.Replies = map[string]int{}
	}
	for rcode, n := range o.Replies {
		s.Replies[rcode] += n
	}
	s.Shown = append(s.Shown, o.Shown[:min(len(o.Shown), maxShown-len(s.Shown))]...)
}

// check returns an error if something must not be.
func (s *score) check(what string) error {
	var errs []error
	if s.Violations > 0 {
		errs = append(errs, fmt.Errorf("%s: %d violations", what, s.Violations))
	}
	if s.Growth > maxGrowth {
		errs = append(errs, fmt.Errorf("%s: resident memory grew by %d KiB, more than %d", what, s.Growth>>10, maxGrowth>>10))
	}
	return errors.Join(errs...)
}

// report is a run.
type report struct {
	Seed    uint64 `json:"seed"`
	Process score  `json:"process"`
	Wire    score  `json:"wire"`
	Child   Tally  `json:"child"`
}

func (r *report) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	r.Process.print(out, "in process")
	r.Wire.print(out, "on the wire")
	c := r.Child.Counters
	_, err := fmt.Fprintf(out, "the server counted %d by UDP, %d by TCP over %d connections, %d without a reply, %d panics\nseed %d\n",
		c.UDP, c.TCP, c.Conns, c.Dropped, c.Panics, r.Seed)
	return err
}

func (s *score) print(out io.Writer, what string) {
	fmt.Fprintf(out, "%s: %d packets\n", what, s.Packets)
	for _, rcode := range slices.Sorted(maps.Keys(s.Replies)) {
		fmt.Fprintf(out, "  %-10s %d\n", rcode, s.Replies[rcode])
	}
	fmt.Fprintf(out, "  %-10s %d\n", "no reply", s.Silent)
	if s.Slips > 0 {
		fmt.Fprintf(out, "  %-10s %d, in place of as many of those\n", "slips", s.Slips)
	}
	fmt.Fprintf(out, "  resident memory: %+d KiB\n  violations: %d\n", s.Growth>>10, s.Violations)
	for _, v := range s.Shown {
		fmt.Fprintf(out, "    %s\n      in  %s\n      out %s\n", v.What, v.In, v.Out)
	}
}

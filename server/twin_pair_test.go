package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/oracle"
)

// pair is the two that are compared, in one state.
type pair struct {
	fast  *answer.Plan
	slow  *oracle.Oracle
	whole *answer.Plan // the fast one, finished
}

// newPair takes a plan that is not finished, or not all of it.
func newPair(c *answer.Composer, plan *answer.Plan, slow *oracle.Oracle) pair {
	return pair{plan, slow, c.Finish(plan)}
}

// compare asks both and says what is wrong, "" for nothing.
func (p pair) compare(q oracle.Query, r *rand.Rand) string {
	got, err := p.ask(q)
	if err != nil {
		return err.Error()
	}
	want := p.slow.Ask(q)
	if wrong := want.Wrong(got); wrong != "" {
		return wrong
	}
	if wrong := p.brink(q, got); wrong != "" {
		return wrong
	}
	return p.honest(q, got, r)
}

// brink asks again with sizes into which the reply, and its answer without
// additional records, just fit, and with those into which they just do not.
func (p pair) brink(q oracle.Query, got []byte) string {
	if len(got) <= 512 || !q.UDP {
		return ""
	}
	bare := len(got)
	if m := new(dns.Msg); m.Unpack(got) == nil {
		for _, rr := range m.Extra {
			switch rr.(type) {
			case *dns.A: // owned by a pointer
				bare -= 16
			case *dns.AAAA:
				bare -= 28
			}
		}
	}
	for _, size := range [...]int{len(got), len(got) - 1, bare, bare - 1} {
		again := q
		again.Msg = q.Msg.Copy()
		again.Msg.IsEdns0().SetUDPSize(uint16(size))
		got, err := p.ask(again)
		if err != nil {
			return err.Error()
		}
		if wrong := p.slow.Ask(again).Wrong(got); wrong != "" {
			return fmt.Sprintf("of size %d: %s", size, wrong)
		}
	}
	return ""
}

// ask gives the wire form of the fast answer, which may not depend on whether
// the plan is finished.
func (p pair) ask(q oracle.Query) ([]byte, error) {
	in, err := q.Msg.Pack()
	if err != nil {
		return nil, fmt.Errorf("a query that cannot be packed: %w", err)
	}
	var out [2][]byte
	for i, plan := range [...]*answer.Plan{p.fast, p.whole} {
		out[i] = make([]byte, 65535)
		var a answer.Answerer
		out[i] = out[i][:respond(&a, plan, q.Source, q.UDP, in, out[i])]
	}
	if !bytes.Equal(out[0], out[1]) {
		return nil, fmt.Errorf("from parts comes %x, from the finished plan %x", out[0], out[1])
	}
	return out[0], nil
}

// honest asks the oracle for others inside the scope that came back: to all of
// them the same must be right (RFC 7871 7.2.1, 7.3.1).
func (p pair) honest(q oracle.Query, got []byte, r *rand.Rand) string {
	reply, opt := new(dns.Msg), q.Msg.IsEdns0()
	if opt == nil || reply.Unpack(got) != nil || reply.IsEdns0() == nil || reply.Truncated {
		return ""
	}
	sent, back := subnetOf(opt), subnetOf(reply.IsEdns0())
	if sent == nil || back == nil || sent.SourceNetmask == 0 {
		return ""
	}
	a, _ := netip.AddrFromSlice(sent.Address)
	cell := netip.PrefixFrom(a, int(back.SourceScope)).Masked()
	for range 3 {
		other := q
		other.Msg = q.Msg.Copy()
		e := subnetOf(other.Msg.IsEdns0())
		e.Address, e.SourceNetmask = inside(r, cell).AsSlice(), uint8(cell.Addr().BitLen())
		if wrong := p.slow.Ask(other).Shared(got); wrong != "" {
			return fmt.Sprintf("the scope is /%d, but for %s in it: %s", back.SourceScope, e.Address, wrong)
		}
	}
	return ""
}

func subnetOf(opt *dns.OPT) *dns.EDNS0_SUBNET {
	for _, o := range opt.Option {
		if e, ok := o.(*dns.EDNS0_SUBNET); ok {
			return e
		}
	}
	return nil
}

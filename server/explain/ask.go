package explain

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/wire"
)

// ask asks a plan, and notes the reply and the way that it took.
func (x *explaining) ask(plan *answer.Plan) error {
	in, err := x.message().Pack()
	if err != nil {
		return fmt.Errorf("%s %s: %w", x.name, dns.Type(x.rrtype), err)
	}
	var source netip.Addr // of the unknown place: 0.0.0.0 may be in a network that somebody placed
	if x.from.IsValid() {
		source = x.from.Addr()
	}
	a := answer.Answerer{Who: &answer.Meta{Source: source, Now: uint32(x.At.Unix())}, UDP: true}
	out := new(wire.Room)
	n := a.Traced(plan, in, out[:], &x.trace)
	if n == 0 {
		return errors.New("no reply")
	}
	m := new(dns.Msg)
	if err := m.Unpack(out[:n]); err != nil {
		return fmt.Errorf("the reply cannot be read: %w", err)
	}
	if m.Truncated { // by TCP there is room
		a.UDP, x.trace = false, answer.Trace{}
		if err := m.Unpack(out[:a.Traced(plan, in, out[:], &x.trace)]); err != nil {
			return fmt.Errorf("the reply cannot be read: %w", err)
		}
	}
	x.out.Answer = messageOf(m)
	return nil
}

// holds reports whether a plan answers what one does of which the group was
// rendered from the picture.
func (x *explaining) holds(plan *answer.Plan) bool {
	if x.set < 0 {
		return true
	}
	again := explaining{Picture: x.Picture, inquiry: x.inquiry, out: new(control.Explanation)}
	group := x.World.Roster.Sets[x.set].Group
	if again.ask(new(answer.Composer).Update(plan, x.Inputs, []int32{group})) != nil {
		return false
	}
	return slices.Equal(again.out.Answer.Answer, x.out.Answer.Answer)
}

// message is the question as dig sends it, without recursion.
func (q *inquiry) message() *dns.Msg {
	m := new(dns.Msg).SetQuestion(q.name, q.rrtype)
	m.RecursionDesired = false
	m.SetEdns0(wire.MaxUDP, false)
	if q.from.IsValid() {
		e := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(q.from.Bits()), Address: q.from.Addr().AsSlice()}
		if q.from.Addr().Is6() {
			e.Family = 2
		}
		m.IsEdns0().Option = append(m.IsEdns0().Option, e)
	}
	return m
}

// messageOf is a reply for people.
func messageOf(m *dns.Msg) control.Message {
	out := control.Message{Status: dns.RcodeToString[m.Rcode], Flags: []string{"qr"}}
	for _, f := range [...]struct {
		set  bool
		word string
	}{{m.Authoritative, "aa"}, {m.Truncated, "tc"}, {m.RecursionDesired, "rd"}} {
		if f.set {
			out.Flags = append(out.Flags, f.word)
		}
	}
	out.Answer, out.Authority = presented(m.Answer), presented(m.Ns)
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			switch o := o.(type) {
			case *dns.EDNS0_SUBNET:
				out.Subnet = fmt.Sprintf("%s/%d/%d", o.Address, o.SourceNetmask, o.SourceScope)
			case *dns.EDNS0_EDE:
				out.Error = strings.TrimSpace(fmt.Sprintf("%d (%s) %s", o.InfoCode, dns.ExtendedErrorCodeToString[o.InfoCode], o.ExtraText))
			}
		}
	}
	out.Additional = presented(m.Extra)
	return out
}

// presented are records in presentation form, without OPT.
func presented(records []dns.RR) (out []string) {
	for _, rr := range records {
		if rr.Header().Rrtype != dns.TypeOPT {
			out = append(out, rr.String())
		}
	}
	return out
}

package server

import (
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/answer"
)

// resolver is the cache of one place: it holds an answer for its TTL and not a
// second longer. It asks the plan that is published at that moment.
type resolver struct {
	stage *stage
	place string // an address for the client subnet, "" for none
	held  map[string]held
}

// held is an answer in the cache.
type held struct {
	fetched, until time.Time
	records        []rung
	addrs          []netip.Addr
}

func (r *resolver) srv(name string) held { return r.get(name, dns.TypeSRV) }

func (r *resolver) addresses(name string, family uint16) held { return r.get(name, family) }

func (r *resolver) get(name string, qtype uint16) held {
	key := name + " " + dns.TypeToString[qtype]
	now := time.Now()
	if h, ok := r.held[key]; ok && now.Before(h.until) {
		return h
	}
	h := held{fetched: now, until: now}
	reply := r.stage.resolve(question(name, qtype, r.place))
	for i, rr := range reply.Answer {
		until := now.Add(time.Duration(rr.Header().Ttl) * time.Second)
		if i == 0 || until.Before(h.until) {
			h.until = until
		}
		switch rr := rr.(type) {
		case *dns.SRV:
			h.records = append(h.records, rung{rr.Priority, rr.Weight, rr.Port, strings.ToLower(rr.Target)})
		case *dns.A:
			h.addrs = append(h.addrs, addrOf(rr.A))
		case *dns.AAAA:
			h.addrs = append(h.addrs, addrOf(rr.AAAA))
		}
	}
	if reply.Rcode == dns.RcodeRefused {
		h.addrs = r.stage.town.elsewhere(name, qtype)
	}
	r.held[key] = h
	return h
}

// resolve asks by UDP, and by TCP if that is too small.
func (s *stage) resolve(m *dns.Msg) *dns.Msg {
	reply := exchange(s.t, s.pub.Plan(), m, netip.MustParseAddr("127.0.0.1"))
	if !reply.Truncated {
		return reply
	}
	in, err := m.Pack()
	if err != nil {
		s.t.Fatal(err)
	}
	out := make([]byte, 65535)
	var a answer.Answerer
	n := respond(&a, s.pub.Plan(), netip.MustParseAddr("127.0.0.1"), false, in, out)
	reply = new(dns.Msg)
	if err := reply.Unpack(out[:n]); err != nil {
		s.t.Fatal(err)
	}
	return reply
}

func addrOf(ip []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(ip)
	return a.Unmap()
}

package server

import (
	"maps"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
	"geosrv/server/oracle/random"
)

// query draws a question with who asks it and how.
func (w *twin) query() oracle.Query {
	ask := random.Ask{EDNS: true, Classes: true, Opcodes: true}
	m := ask.Question(w.r, w.zones)
	if n := len(w.drawn.Groups); n > 0 && w.r.IntN(2) == 0 {
		g := w.drawn.Groups[w.r.IntN(n)]
		m.Question[0].Name = pick(w.r, g.Owners...)
		m.Question[0].Qtype = pick(w.r, dns.TypeA, dns.TypeAAAA, dns.TypeSRV, dns.TypeANY)
	}
	if w.r.IntN(20) == 0 {
		w.stretch(m)
	}
	if opt := m.IsEdns0(); opt != nil && opt.Version() == 0 && w.r.IntN(3) > 0 {
		opt.Option = append(opt.Option, w.subnet())
		if w.r.IntN(60) == 0 {
			opt.Option = append(opt.Option, w.subnet())
		}
	}
	if w.r.IntN(100) == 0 {
		spoil(w.r, m)
	}
	return oracle.Query{Msg: m, Source: w.address(), UDP: w.r.IntN(4) > 0}
}

// stretch asks for a name below a DNAME that becomes about as long as a name
// may be.
func (w *twin) stretch(m *dns.Msg) {
	var all []*dns.DNAME
	for _, z := range w.zones {
		for _, rr := range z.Records {
			if d, ok := rr.(*dns.DNAME); ok {
				all = append(all, d)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	d := pick(w.r, all...)
	name := d.Hdr.Name
	for room := 253 + w.r.IntN(5) - len(d.Target); room > 1 && len(name) < 250; {
		label := min(room-1, 64, 252-len(name))
		if label < 1 {
			break
		}
		name, room = strings.Repeat("s", min(label, 63))+"."+name, room-min(label, 63)-1
	}
	if _, ok := dns.IsDomainName(name); ok {
		m.Question[0].Name = name
	}
}

// spoil makes of a query what nobody should send.
func spoil(r *rand.Rand, m *dns.Msg) {
	switch opt := m.IsEdns0(); {
	case opt != nil && r.IntN(2) == 0:
		opt.Option = append(opt.Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: strings.Repeat("ab", r.IntN(50))})
	case opt != nil && r.IntN(2) == 0:
		m.Extra = append(m.Extra, dns.Copy(opt))
	case r.IntN(4) == 0:
		m.Response = true
	case r.IntN(3) == 0:
		m.Question = append(m.Question, m.Question...)
	case r.IntN(2) == 0:
		m.Ns = append(m.Ns, &dns.A{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(1, 2, 3, 4).To4()})
	default:
		m.Extra = append(m.Extra, &dns.TXT{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeTXT, Class: dns.ClassINET}, Txt: []string{"t"}})
	}
}

// address draws one of a network, or from somewhere near.
func (w *twin) address() netip.Addr {
	networks := slices.SortedFunc(maps.Keys(w.drawn.Networks), netip.Prefix.Compare)
	if len(networks) == 0 || w.r.IntN(3) == 0 {
		return randomAddr(w.r)
	}
	return inside(w.r, pick(w.r, networks...))
}

// subnet draws a client subnet of any length where networks are, now and then
// one of no address, or one that is malformed.
func (w *twin) subnet() *dns.EDNS0_SUBNET {
	r, a := w.r, w.address()
	e := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(r.IntN(a.BitLen() + 1))}
	if a.Is6() {
		e.Family = 2
	}
	switch r.IntN(20) {
	case 0, 1, 2, 3, 4, 5:
		e.SourceNetmask = uint8(a.BitLen())
	case 6:
		e.SourceNetmask = 0
	}
	p, _ := a.Prefix(int(e.SourceNetmask))
	e.Address = p.Addr().AsSlice()
	switch r.IntN(60) {
	case 0:
		e.Family, e.SourceNetmask, e.Address = 0, 0, nil
	case 1:
		e.SourceScope = uint8(r.IntN(33))
	}
	return e
}

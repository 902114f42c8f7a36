package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

// TestScopeIsHonest asks with client subnets of every length, in worlds of
// nested networks down to single addresses, and then asks again for addresses
// inside the scope that came back (RFC 7871 7.2.1).
func TestScopeIsHonest(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 11))
		yaml := strings.Replace(statesConfig, "10.0.0.0/24: s0, 10.0.1.0/24: s1, 10.0.2.0/24: s2, 10.0.3.0/24: s3", nested(r), 1)
		w := smallworld.Of(t, yaml, nil, statesZone("x.example"), statesZone("y.example"))
		var c answer.Composer
		s := scoper{t: t, plan: c.Compose(w, answer.NewInputs(w.Roster))}
		for range 200 {
			s.honest(r, randomAddr(r))
			s.plain(randomAddr(r), r.IntN(25))
		}
	}
}

// nested are networks of all lengths, most of them inside others.
func nested(r *rand.Rand) string {
	var out []string
	seen := map[netip.Prefix]bool{}
	for len(out) < 40 {
		a := randomAddr(r)
		bits := 8 + r.IntN(25)
		if a.Is6() {
			bits = 32 + r.IntN(97)
		}
		p, _ := a.Prefix(bits)
		if !seen[p] {
			seen[p] = true
			out = append(out, fmt.Sprintf("%q: s%d", p.String(), r.IntN(4)))
		}
	}
	return strings.Join(out, ", ")
}

// randomAddr is of a few networks only, so that prefixes meet.
func randomAddr(r *rand.Rand) netip.Addr {
	few := func() byte { return byte(r.IntN(4)) << (2 * r.IntN(4)) }
	if r.IntN(2) == 0 {
		return netip.AddrFrom4([4]byte{10, few(), few(), few()})
	}
	a := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	for i := 4; i < 16; i++ {
		a[i] = few()
	}
	return netip.AddrFrom16(a)
}

type scoper struct {
	t    *testing.T
	plan *answer.Plan
}

// ask sends a subnet of some length and returns the answer's octets without
// the header and OPT, and the scope.
func (s *scoper) ask(name string, qtype uint16, a netip.Addr, length int) (text []byte, scope int) {
	s.t.Helper()
	m := question(name, qtype, "")
	family, size := uint16(1), 32
	if a.Is6() {
		family, size = 2, 128
	}
	address := net.IP(a.AsSlice()).Mask(net.CIDRMask(length, size))
	m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: family, SourceNetmask: uint8(length), Address: address}}
	r := exchange(s.t, s.plan, m, netip.MustParseAddr("127.0.0.1"))
	e, ok := r.IsEdns0().Option[0].(*dns.EDNS0_SUBNET)
	if !ok || e.Family != family || int(e.SourceNetmask) != length || !e.Address.Equal(address) {
		s.t.Fatalf("subnet %v/%d came back as %v", address, length, r.IsEdns0())
	}
	var b bytes.Buffer
	for _, rr := range append(r.Answer, r.Ns...) {
		fmt.Fprintln(&b, rr)
	}
	return b.Bytes(), int(e.SourceScope)
}

// honest asks a tailored name and then from somewhere else in the scope.
func (s *scoper) honest(r *rand.Rand, a netip.Addr) {
	s.t.Helper()
	size := a.BitLen()
	name, qtype := "_l._tcp.x.example", dns.TypeSRV
	if r.IntN(2) == 0 {
		name, qtype = "fed.y.example", dns.TypeA
	}
	length := 1 + r.IntN(size)
	if r.IntN(2) == 0 {
		length = size
	}
	want, scope := s.ask(name, qtype, a, length)
	cell, err := a.Prefix(length) // what was sent
	if err == nil {
		cell, err = cell.Addr().Prefix(scope)
	}
	if err != nil {
		s.t.Fatalf("scope /%d for %v", scope, a)
	}
	for range 4 {
		other := inside(r, cell)
		got, again := s.ask(name, qtype, other, size)
		if !bytes.Equal(got, want) || again != scope {
			s.t.Fatalf("%s from %v/%d has scope /%d, but %v in it gets another answer or scope (/%d)\n%s\n%s", name, a, length, scope, other, again, want, got)
		}
	}
}

// inside is a random address of a prefix, often one of its ends.
func inside(r *rand.Rand, p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	fill := []byte{0, 0xff, 1}[r.IntN(3)]
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		set := fill == 0xff || fill == 1 && r.IntN(2) == 0
		if set {
			b[bit/8] |= 0x80 >> (bit % 8)
		}
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// plain asks what does not depend on the asker: scope 0 (RFC 7871 7.2.1), also
// for a subnet of length 0 (7.1.2).
func (s *scoper) plain(a netip.Addr, length int) {
	s.t.Helper()
	for _, q := range [...]struct {
		name  string
		qtype uint16
	}{
		{"h1.x.example", dns.TypeA},
		{"_o._tcp.x.example", dns.TypeSRV},
		{"_g._tcp.x.example", dns.TypeSRV},
		{"_f._tcp.x.example", dns.TypeSRV},
		{"x.example", dns.TypeSOA},
		{"nothing.x.example", dns.TypeA},
		{"fed.x.example", dns.TypeAAAA},
		{"_l._tcp.x.example", dns.TypeA},
		{"_tcp.x.example", dns.TypeA},
	} {
		if _, scope := s.ask(q.name, q.qtype, a, length); scope != 0 {
			s.t.Errorf("%s %d from %v/%d has scope /%d, want 0", q.name, q.qtype, a, length, scope)
		}
	}
	if _, scope := s.ask("fed.x.example", dns.TypeA, a, 0); scope != 0 {
		s.t.Errorf("source length 0 has scope /%d", scope)
	}
}

// TestSubnetIsNotBelieved asks through a resolver that is none of geo.ecs.from:
// its own place counts, and the scope says that the subnet did not.
func TestSubnetIsNotBelieved(t *testing.T) {
	yaml := strings.Replace(statesConfig, "geo: {", "geo: {ecs: {from: [192.0.2.0/24]}, ", 1)
	w := smallworld.Of(t, yaml, nil, statesZone("x.example"), statesZone("y.example"))
	var c answer.Composer
	plan := c.Compose(w, answer.NewInputs(w.Roster))
	for source, want := range map[string]string{"10.0.3.1": "h3.x.example. 0", "192.0.2.1": "h1.x.example. 24"} {
		r := exchange(t, plan, question("_l._tcp.x.example", dns.TypeSRV, "10.0.1.1"), netip.MustParseAddr(source))
		if got := fmt.Sprint(r.Answer[0].(*dns.SRV).Target, " ", scopeOf(r)); got != want {
			t.Errorf("through %s: %s, want %s", source, got, want)
		}
	}
}

package batter

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// seed is a real packet, and who sends it: cookies hold for one address.
type seed struct {
	msg  []byte
	from netip.Addr
}

// seeder makes seeds. It belongs to one goroutine.
type seeder struct {
	random *rand.Rand
	names  []string
	from   []netip.Addr
	// cookie is a whole cookie, client's and server's, that holds for an
	// address.
	cookie func(netip.Addr) []byte
}

// newSeeder collects the names of the world and names beside, above and below
// them, which it may or may not have.
func newSeeder(random *rand.Rand, from []netip.Addr, cookie func(netip.Addr) []byte) (*seeder, error) {
	s := &seeder{random: random, from: from, cookie: cookie}
	all, err := records()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	add := func(names ...string) {
		for _, n := range names {
			if _, ok := dns.IsDomainName(n); ok && !seen[n] {
				seen[n] = true
				s.names = append(s.names, n)
			}
		}
	}
	for _, rr := range all {
		owner := rr.Header().Name
		below := strings.Replace(owner, "*", "below", 1)
		add(owner, below, "x."+below, "a.b.c."+below, strings.Repeat("long-label-of-it.", 8)+below)
		if _, rest, ok := strings.Cut(owner, "."); ok && rest != "" {
			add(rest, "nothing-"+owner)
		}
	}
	add(".", "example.", "elsewhere.example.", "version.bind.", "id.server.", "hostname.bind.", "version.server.")
	return s, nil
}

// sources are who asks in process: from networks of the configuration, from
// others, from both families and from this machine.
func sources() (all []netip.Addr) {
	for _, a := range []string{
		"127.0.0.1", "::1", "10.20.1.2", "10.30.1.2", "10.30.65.1", "198.51.100.9", "203.0.113.7", "8.8.8.8",
		"2001:db8:20::5", "2001:db8:30:ff01::1", "2001:db8:99::1", "::ffff:10.20.3.4",
	} {
		all = append(all, netip.MustParseAddr(a))
	}
	return all
}

// make makes n seeds.
func (s *seeder) make(n int) (seeds []seed) {
	for len(seeds) < n {
		from := s.from[s.random.IntN(len(s.from))]
		m := s.query(from)
		msg, err := m.Pack()
		if err != nil {
			continue // two options that do not go together, say
		}
		seeds = append(seeds, seed{s.odd(msg), from})
	}
	return seeds
}

// pick draws one of several.
func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// types are types that are asked for: those that the world has, others, and
// those that nobody should ask for.
func types() []uint16 {
	return []uint16{
		dns.TypeA, dns.TypeAAAA, dns.TypeSRV, dns.TypeNS, dns.TypeSOA, dns.TypeMX, dns.TypeTXT, dns.TypeCNAME, dns.TypeDNAME,
		dns.TypeDS, dns.TypeNAPTR, dns.TypeHTTPS, dns.TypeSVCB, dns.TypeTLSA, dns.TypeLOC, dns.TypeCAA, dns.TypePTR,
		dns.TypeRRSIG, dns.TypeNSEC, dns.TypeDNSKEY, dns.TypeANY, 65280, 65281, 0, 41, 128, 249, 250, 251, 252, 253, 254, 65535,
	}
}

// query is a query of any kind.
func (s *seeder) query(from netip.Addr) *dns.Msg {
	r := s.random
	m := new(dns.Msg).SetQuestion(pick(r, s.names...), pick(r, types()...))
	if r.IntN(4) > 0 {
		m.Question[0].Qtype = pick(r, dns.TypeA, dns.TypeSRV, dns.TypeAAAA, dns.TypeMX)
	}
	m.RecursionDesired, m.CheckingDisabled, m.AuthenticatedData = r.IntN(2) == 0, r.IntN(4) == 0, r.IntN(4) == 0
	if r.IntN(4) == 0 {
		m.Question[0].Name = shout(r, m.Question[0].Name)
	}
	switch r.IntN(48) {
	case 0:
		m.Question[0] = dns.Question{
			Name:  pick(r, "version.bind.", "id.server.", "hostname.bind.", "version.server.", "authors.bind."),
			Qtype: pick(r, dns.TypeTXT, dns.TypeANY, dns.TypeA), Qclass: dns.ClassCHAOS,
		}
	case 1:
		m.Question[0].Qclass = pick[uint16](r, 0, 2, 3, 4, 254, 255, 65535)
	case 2:
		m.Opcode = pick(r, 1, 2, 3, dns.OpcodeNotify, dns.OpcodeUpdate, 6, 15)
	case 3:
		m.Question = append(m.Question, m.Question[0])
	case 4:
		m.Question = nil
	case 5:
		m.SetIxfr(m.Question[0].Name, 1, "ns.example.", "h.example.")
	case 6:
		m.Response = true
	}
	if r.IntN(4) > 0 {
		m.Extra = append(m.Extra, s.opt(from))
	}
	m.Id = uint16(r.Uint32()) // the library's own is not seeded
	if r.IntN(20) == 0 {
		m.Extra = append(m.Extra, &dns.TSIG{
			Hdr:       dns.RR_Header{Name: "key.example.", Rrtype: dns.TypeTSIG, Class: dns.ClassANY},
			Algorithm: dns.HmacSHA256, TimeSigned: 1800000000, Fudge: 300, MACSize: 32, MAC: strings.Repeat("5a", 32), OrigId: m.Id,
		})
	}
	return m
}

// shout changes the case of letters (as 0x20 does).
func shout(r *rand.Rand, name string) string {
	b := []byte(name)
	for i, c := range b {
		if (c|32 >= 'a' && c|32 <= 'z') && r.IntN(2) == 0 {
			b[i] ^= 32
		}
	}
	return string(b)
}

// opt is an OPT record of any kind that a library can write.
func (s *seeder) opt(from netip.Addr) *dns.OPT {
	r := s.random
	o := &dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT}}
	o.SetUDPSize(pick[uint16](r, 0, 1, 100, 511, 512, 513, 900, 1231, 1232, 1233, 1400, 4096, 65535))
	if r.IntN(3) == 0 {
		o.SetDo()
	}
	if r.IntN(12) == 0 {
		o.SetVersion(uint8(r.IntN(256)))
	}
	if r.IntN(12) == 0 {
		o.SetZ(uint16(r.IntN(1 << 15)))
	}
	for range pick(r, 0, 1, 1, 2, 3) {
		o.Option = append(o.Option, s.option(from))
	}
	return o
}

// option is an EDNS option, right or wrong.
func (s *seeder) option(from netip.Addr) dns.EDNS0 {
	r := s.random
	local := func(code uint16, data []byte) dns.EDNS0 { return &dns.EDNS0_LOCAL{Code: code, Data: data} }
	noise := func(most int) []byte {
		b := make([]byte, r.IntN(most+1))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	switch r.IntN(20) {
	case 0, 1, 2, 3, 4:
		return &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: hex.EncodeToString(s.cookie(from))}
	case 5, 6:
		return &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: hex.EncodeToString(s.cookie(from)[:8])}
	case 7:
		return local(dns.EDNS0COOKIE, noise(44))
	case 8, 9, 10, 11:
		bits := r.IntN(33)
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, pick[byte](r, 20, 30), byte(r.Uint32()), byte(r.Uint32())}), bits).Masked()
		return local(dns.EDNS0SUBNET, append([]byte{0, 1, byte(bits), 0}, p.Addr().AsSlice()[:(bits+7)/8]...))
	case 12, 13:
		p := netip.MustParsePrefix(pick(r, "2001:db8:20::/56", "2001:db8:30:ff00::/56", "2001:db8::/32", "::/0", "2001:db8::1/128"))
		return local(dns.EDNS0SUBNET, append([]byte{0, 2, byte(p.Bits()), 0}, p.Addr().AsSlice()[:(p.Bits()+7)/8]...))
	case 14:
		return local(dns.EDNS0SUBNET, noise(24))
	case 15, 16:
		return local(dns.EDNS0NSID, noise(r.IntN(2)*3))
	}
	return local(pick[uint16](r, dns.EDNS0TCPKEEPALIVE, dns.EDNS0PADDING, dns.EDNS0EXPIRE, dns.EDNS0EDE, 65001, 0), noise(12))
}

// odd adds, now and then, what a library does not write: a second OPT record,
// one in another section or with an owner, a record whose owner is a pointer,
// a long row of options.
func (s *seeder) odd(msg []byte) []byte {
	r := s.random
	extra := func(record ...byte) []byte {
		binary.BigEndian.PutUint16(msg[10:], binary.BigEndian.Uint16(msg[10:])+1)
		return append(msg, record...)
	}
	switch r.IntN(40) {
	case 0:
		return extra(0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0)
	case 1:
		return extra(1, 'x', 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0)
	case 2:
		msg = extra(0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0)
		copy(msg[6:12], []byte{msg[10], msg[11], 0, 0, 0, 0})
	case 3:
		return extra(0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1)
	case 4:
		options := make([]byte, 4*pick(r, 1, 100, 1000, 10000))
		for i := 0; i < len(options); i += 4 {
			options[i], options[i+1] = 0xfd, byte(i)
		}
		return extra(append([]byte{0, 0, 41, 4, 208, 0, 0, 0, 0, byte(len(options) >> 8), byte(len(options))}, options...)...)
	}
	return msg
}

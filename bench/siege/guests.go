package siege

import (
	"context"
	"encoding/binary"
	"hash/maphash"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
)

// Guests: each from a network of its own, with questions of its own.
const (
	guestCount     = 20
	guestQuestions = 200
)

// guests are honest resolvers all over the world who ask for what there is.
// Make them with newGuests; they belong to one goroutine.
type guests struct{ all []*steady }

// welcome is what guests got.
type welcome struct {
	spread
	Asked int    `json:"asked"`
	Good  int    `json:"good"`  // right answers
	Short int    `json:"short"` // truncated replies
	Odd   int    `json:"odd"`   // wrong answers, and replies of any other kind
	Wrong string `json:"wrong"` // what was wrong with the first of those
}

// newGuests opens a socket for each.
func newGuests(g *globe, states []*oracle.Oracle, to netip.AddrPort) (*guests, error) {
	out := &guests{}
	for i := range guestCount {
		random := rand.New(rand.NewPCG(uint64(i), 7))
		from := netip.AddrFrom4([4]byte{198, 18, byte(i), 7})
		var queries [][]byte
		for n := range guestQuestions {
			queries = append(queries, g.good(random, n))
		}
		s, err := newSteady(from, to, queries)
		if err != nil {
			out.close()
			return nil, err
		}
		s.judge = newJury(states, from, queries).judge
		out.all = append(out.all, s)
	}
	return out, nil
}

// good is a question for something that there is: a steered SRV set, a steered
// address, or what stands still, in turn, mostly with the client's subnet.
func (g *globe) good(r *rand.Rand, n int) []byte {
	m := new(dns.Msg)
	switch n % 4 {
	case 0, 1:
		m.SetQuestion(globeSRV(r.IntN(globeSets)), dns.TypeSRV)
	case 2:
		m.SetQuestion(globeWeb(r.IntN(globeSets)), dns.TypeA)
	default:
		m.SetQuestion(globeHost(r.IntN(globeHosts)), dns.TypeA)
	}
	m.Id, m.RecursionDesired = 0, false
	m.SetEdns0(1232, false)
	if n%4 != 3 || r.IntN(2) == 0 {
		m.IsEdns0().Option = []dns.EDNS0{subnetOption(g.asker(r))}
	}
	b, err := m.Pack()
	if err != nil {
		panic(err) // the names are ours
	}
	return b
}

// asker is the subnet of a client: mostly in one of the networks, else anywhere;
// mostly of the usual length.
func (g *globe) asker(r *rand.Rand) netip.Prefix {
	a := randomAddr(r, r.IntN(2) == 0)
	if r.IntN(4) > 0 {
		a = within(g.prefixes[r.IntN(len(g.prefixes))], r)
	}
	bits := 56
	if a.Is4() {
		bits = 24
	}
	if r.IntN(4) == 0 {
		bits = 1 + r.IntN(a.BitLen())
	}
	return netip.PrefixFrom(a, bits).Masked()
}

// within is a random address of a network.
func within(p netip.Prefix, r *rand.Rand) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < 8*len(b); i++ {
		b[i/8] |= byte(r.IntN(2)) << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b) // 4 or 16 octets
	return a
}

// subnetOption is a client subnet (RFC 7871 6).
func subnetOption(p netip.Prefix) *dns.EDNS0_SUBNET {
	family := uint16(1)
	if p.Addr().Is6() {
		family = 2
	}
	return &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: family, SourceNetmask: uint8(p.Bits()), Address: p.Addr().AsSlice()}
}

// run lets all of them ask, rate questions a second together.
func (g *guests) run(ctx context.Context, rate int, lasts time.Duration) (w welcome) {
	for _, s := range g.all {
		s.begin()
	}
	turn := 0
	pace(ctx, rate, lasts, func() { g.all[turn%len(g.all)].ask(); turn++ })
	var took []time.Duration
	for _, s := range g.all {
		took = append(took, s.end()...)
		w.Asked += len(s.sent)
		w.Short += s.short
		if w.Odd += s.odd; w.Wrong == "" {
			w.Wrong = s.wrong
		}
	}
	w.Good = len(took)
	w.spread = spreadOf(took, w.Asked-w.Good)
	return w
}

func (g *guests) close() {
	for _, s := range g.all {
		s.conn.Close()
	}
}

// jury judges answers to some queries, each answer once: the next time it
// remembers. Of a query there are few: rotations, and two TTLs. It belongs to one
// goroutine.
type jury struct {
	states  []*oracle.Oracle
	from    netip.Addr
	queries [][]byte
	seed    maphash.Seed
	known   map[verdictKey]string
}

// verdictKey is an answer to a query, but for its id.
type verdictKey struct {
	query int
	hash  uint64
}

func newJury(states []*oracle.Oracle, from netip.Addr, queries [][]byte) *jury {
	return &jury{states: states, from: from, queries: queries, seed: maphash.MakeSeed(), known: map[verdictKey]string{}}
}

// judge says what is wrong with a reply to a query, "" if nothing is.
func (j *jury) judge(query int, reply []byte) string {
	key := verdictKey{query, maphash.Bytes(j.seed, reply[2:])}
	wrong, ok := j.known[key]
	if !ok {
		wrong = j.ask(j.queries[query], reply)
		j.known[key] = wrong
	}
	return wrong
}

// ask asks the oracles: one of them must agree.
func (j *jury) ask(query, reply []byte) (wrong string) {
	m := new(dns.Msg)
	if err := m.Unpack(query); err != nil {
		return "the query is no message: " + err.Error()
	}
	m.Id = binary.BigEndian.Uint16(reply)
	for _, o := range j.states {
		if wrong = o.Ask(oracle.Query{Msg: m, Source: j.from, UDP: true}).Wrong(reply); wrong == "" {
			return ""
		}
	}
	return m.Question[0].String() + ": " + wrong
}

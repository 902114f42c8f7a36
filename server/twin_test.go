package server

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/oracle"
	"geosrv/server/oracle/random"
)

// The packet path against its slow twin: drawn zones, pools, groups, standings
// and words of operators, and drawn queries from everywhere. Each reply must be
// one that the oracle accepts, and so must be what others inside its scope get.
//
//	go test ./server -run TestTwin                                  # seconds
//	go test ./server -run TestTwin -twin.queries=1000000 -timeout 30m   # all of it
//	go test ./server -run TestTwin -twin.seed=7 -twin.world=123     # one world again
//
// A failure prints the flags that repeat it and the world made small.
func TestMain(m *testing.M) {
	flag.Int("twin.queries", 0, "how many queries TestTwin asks; 0 for some thousand")
	flag.Uint64("twin.seed", 1, "the seed of TestTwin's worlds")
	flag.Int("twin.world", -1, "the one world that TestTwin draws; negative for all")
	flag.Parse()
	os.Exit(m.Run())
}

// option is the value of a flag.
func option[T any](name string) T { return flag.Lookup(name).Value.(flag.Getter).Get().(T) }

// Balance of worlds and queries: a world is drawn and loaded for statesEach
// states, each of which is asked queriesEach questions.
const (
	statesEach  = 4
	queriesEach = 30
)

// TestTwin asks the packet path and the oracle the same.
func TestTwin(t *testing.T) {
	queries := option[int]("twin.queries")
	if queries == 0 {
		queries = 12_000
		if underRace {
			queries = 1_200
		}
	}
	worlds := max(1, queries/(statesEach*queriesEach))
	if one := option[int]("twin.world"); one >= 0 {
		newTwin(t, one).run()
		return
	}
	var next, asked atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(worlds) && !t.Failed(); i = next.Add(1) - 1 {
				asked.Add(int64(newTwin(t, int(i)).run()))
			}
		})
	}
	wg.Wait()
	t.Logf("%d queries to %d worlds of %d states", asked.Load(), worlds, statesEach)
}

// twin is one world and both that answer from it.
type twin struct {
	t      *testing.T
	seed   uint64
	number int
	r      *rand.Rand
	drawn  oracle.World
	zones  []random.Zone // what to ask about
	asked  int
}

func newTwin(t *testing.T, number int) *twin {
	seed := option[uint64]("twin.seed")
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	w := &twin{t: t, seed: seed, number: number, r: r, drawn: drawEstate(r)}
	for _, z := range w.drawn.Zones {
		w.zones = append(w.zones, random.Zone{Apex: z.Apex, Records: z.Records})
	}
	return w
}

// run asks in several states, one plan made from the one before. It returns
// how many queries it asked.
func (w *twin) run() int {
	world, err := load(&w.drawn)
	if err != nil {
		w.t.Errorf("world %d of seed %d does not load: %v\n%s", w.number, w.seed, err, yamlOf(&w.drawn))
		return 0
	}
	var c answer.Composer
	var plan *answer.Plan
	var groups []int32
	for i := range world.Roster.Groups {
		groups = append(groups, int32(i))
	}
	places := placesOf(world.Roster)
	for range statesEach {
		state := drawState(w.r, w.drawn, places)
		in := inputsOf(&state, world.Roster)
		if plan == nil {
			plan = c.Compose(world, in)
		} else {
			plan = c.Update(plan, in, groups)
		}
		p := pair{fast: plan, slow: oracle.New(state)}
		for range queriesEach {
			q := w.query()
			w.asked++
			if wrong := p.compare(q, w.r); wrong != "" {
				w.report(state, q, wrong)
				return w.asked
			}
		}
	}
	return w.asked
}

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
		opt.Option = append(opt.Option, drawSubnet(w.r))
		if w.r.IntN(60) == 0 {
			opt.Option = append(opt.Option, drawSubnet(w.r))
		}
	}
	if w.r.IntN(100) == 0 {
		spoil(w.r, m)
	}
	return oracle.Query{Msg: m, Source: randomAddr(w.r), UDP: w.r.IntN(4) > 0}
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

// drawSubnet draws a client subnet of any length where networks are, now and
// then one of no address, or one that is malformed.
func drawSubnet(r *rand.Rand) *dns.EDNS0_SUBNET {
	a := randomAddr(r)
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

// pair is the two that are compared, in one state.
type pair struct {
	fast *answer.Plan
	slow *oracle.Oracle
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
	return p.honest(q, got, r)
}

// ask gives the wire form of the fast answer.
func (p pair) ask(q oracle.Query) ([]byte, error) {
	in, err := q.Msg.Pack()
	if err != nil {
		return nil, fmt.Errorf("a query that cannot be packed: %w", err)
	}
	out := make([]byte, 65535)
	var a answer.Answerer
	n := a.Reply(p.fast, answer.Meta{Source: q.Source, UDP: q.UDP}, in, out)
	return out[:n], nil
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

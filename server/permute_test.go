package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/operator"
)

// pieces is a configuration and its zone in parts of which the order means
// nothing. Lists of which the order does mean something (pools: of an entry,
// records of one RRset) are whole inside one part.
type pieces struct {
	networks, sites, pools, groups, steer, areas []string
	records                                      []string // whole RRsets
}

func somePieces() *pieces {
	p := &pieces{
		networks: []string{"10.0.0.0/24: s0", "10.0.1.0/24: s1", "10.0.2.0/24: s2", "10.0.2.128/25: s3"},
		sites:    []string{"s0: {at: [52, 5]}", "s1: {at: [41, -74]}", "s2: {at: [1, 104]}", "s3: {at: [51, 0]}"},
		areas:    []string{"eu: [s0, s3]", "us: [s1]"},
		groups: []string{
			"trunk: {policy: ladder, sets: [_a._tcp.x.example, _b._tcp.x.example]}",
			"fed: {policy: nearest, failback: command, service: {check: tcp, port: 9}, pools: [p2, p0, p1], sets: [fed.x.example]}",
			"gate: {policy: gateway, pools: [p1, p3], service: {check: tcp, port: 8}, sets: [_g._tcp.x.example]}",
		},
		steer: []string{"{name: web.x.example, policy: nearest, pools: [p3, p2, p1], service: {check: tcp, port: 80}}", "{name: _z._tcp.x.example, down: omit, by: zone}"},
		records: []string{
			"@ SOA ns h 1 7200 900 1209600 60", "@ NS ns", "ns A 192.0.9.53", "@ MX 5 h1\n@ MX 6 h0", "alias CNAME fed", "*.w CNAME web",
			"fed A 192.0.2.0", "web A 192.0.3.0", "txt TXT \"a\" \"b\"",
		},
	}
	srv := map[string][]string{}
	for i := range 4 {
		p.pools = append(p.pools, fmt.Sprintf("p%d: {site: s%d, names: [h%d.x.example]}", i, i, i))
		p.records = append(p.records, fmt.Sprintf("h%d A 192.0.%d.0\nh%d A 192.0.%d.1", i, i, i, i), fmt.Sprintf("h%d AAAA 2001:db8:%d::1", i, i))
		for o, n := range map[string]int{"_a._tcp": 10, "_b._tcp": 15, "_z._tcp": 10 - i/2} {
			srv[o] = append(srv[o], fmt.Sprintf("%s SRV %d 10 44 h%d", o, n+10*i, i))
		}
	}
	p.records = append(p.records, strings.Join(srv["_a._tcp"], "\n"), strings.Join(srv["_b._tcp"], "\n"), strings.Join(srv["_z._tcp"], "\n"),
		"_g._tcp SRV 0 1 4 h1\n_g._tcp SRV 0 1 4 h3")
	return p
}

// shuffle permutes what may be permuted.
func (p *pieces) shuffle(r *rand.Rand) {
	for _, list := range [...][]string{p.networks, p.sites, p.pools, p.groups, p.steer, p.areas, p.records} {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
}

// insert adds a site, pools, an entry, a group and records that have nothing to
// do with the rest, under names that sort before, between and behind them.
func (p *pieces) insert(r *rand.Rand) {
	n := []string{"aa", "p1a", "zz"}[r.IntN(3)]
	p.sites = append(p.sites, n+": {at: [10, 10]}")
	p.pools = append(p.pools, fmt.Sprintf("%s: {site: %s, names: [%s.x.example]}", n, n, n), fmt.Sprintf("%sx: {site: s0, names: [%sx.x.example]}", n, n))
	p.steer = append(p.steer, fmt.Sprintf("{name: _%s._tcp.x.example}", n))
	p.groups = append(p.groups, fmt.Sprintf("%s: {policy: single, pools: [%s, %sx], service: {check: tcp, port: 7}, sets: [s%s.x.example]}", n, n, n, n))
	p.records = append(p.records, n+" A 198.51.100.1", n+"x A 198.51.100.2", "s"+n+" A 198.51.100.1",
		fmt.Sprintf("_%s._tcp SRV 10 1 4 %s\n_%s._tcp SRV 20 1 4 %sx", n, n, n, n))
}

func (p *pieces) world(t testing.TB) *answer.World {
	in := func(list []string) string { return "{" + strings.Join(list, ", ") + "}" }
	yaml := fmt.Sprintf("geo: {networks: %s}\nsites: %s\nareas: %s\npools: %s\ngroups: %s\nsteer: [%s]\n",
		in(p.networks), in(p.sites), in(p.areas), in(p.pools), in(p.groups), strings.Join(p.steer, ", "))
	return smallworld.Of(t, yaml, nil, "$ORIGIN x.example.\n$TTL 60\n"+strings.Join(p.records, "\n")+"\n")
}

// TestOrderMeansNothing hands a publisher with verdicts, marks and words a
// world made of the same parts in another order, with others inserted: no
// answer changes.
func TestOrderMeansNothing(t *testing.T) {
	seeds := uint64(15)
	if underRace {
		seeds = 4
	}
	for seed := range seeds {
		synctest.Test(t, func(t *testing.T) { permute(t, rand.New(rand.NewPCG(seed, 3))) })
	}
}

func permute(t *testing.T, r *rand.Rand) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := NewPublisher(slog.New(slog.NewTextHandler(io.Discard, nil)))
	go p.Run(ctx)
	parts := somePieces()
	settle := func() { synctest.Wait(); time.Sleep(time.Second); synctest.Wait() }
	w := parts.world(t)
	p.Hand(1, w, Words{})
	settle()
	if r.IntN(2) == 0 {
		l, err := operator.Parse("words", []byte("drain pool:p2\npin fed p1\ndrain addr:192.0.0.1\n"))
		if err != nil {
			t.Fatal(err)
		}
		p.Words(Words{Ledger: l})
	}
	for _, e := range w.Roster.Endpoints {
		p.Report(e.Key(), randomState(r), health.Observation{})
	}
	settle()
	for _, e := range w.Roster.Endpoints {
		if r.IntN(3) == 0 { // marks of pools that are back
			p.Report(e.Key(), health.State{Phase: health.PhaseUp, Ever: true}, health.Observation{})
		}
	}
	settle()
	want := everyAnswer(t, p.Plan())
	for version := range uint64(3) {
		if version > 0 {
			parts.insert(r)
		}
		parts.shuffle(r)
		p.Hand(2+version, parts.world(t), Words{})
		settle()
		if got := everyAnswer(t, p.Plan()); !slices.Equal(got, want) {
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("after permutation %d:\n%s\nbefore:\n%s", version, got[i], want[i])
				}
			}
			t.FailNow()
		}
		parts = inserted(parts, version)
	}
}

// inserted returns parts as they were before anything was inserted: names can
// be inserted once only.
func inserted(p *pieces, version uint64) *pieces {
	if version == 0 {
		return p
	}
	return somePieces()
}

func randomState(r *rand.Rand) health.State {
	return health.State{
		Phase: []health.Phase{health.PhaseUp, health.PhaseUp, health.PhaseDown, health.PhaseRising, health.PhaseSuspect}[r.IntN(5)],
		Ever:  r.IntN(5) > 0, Manner: []health.Standing{health.Up, health.Up, health.Degraded, health.Drained}[r.IntN(4)],
	}
}

// everyAnswer asks every name as everybody. Scopes may differ: a new site list
// can split cells.
func everyAnswer(t *testing.T, plan *answer.Plan) (out []string) {
	for _, name := range []string{"_a._tcp", "_b._tcp", "_z._tcp", "_g._tcp", "fed", "web", "h0", "h1", "h2", "h3", "alias", "x.w", "@", "txt", "nothing", "ns"} {
		name = strings.TrimPrefix(name+".x.example", "@.")
		for _, qtype := range []uint16{dns.TypeSRV, dns.TypeA, dns.TypeAAAA, dns.TypeMX, dns.TypeTXT} {
			for _, from := range []string{"", "10.0.0.1", "10.0.1.1", "10.0.2.1", "10.0.2.200"} {
				r := exchange(t, plan, question(name, qtype, from), netip.MustParseAddr("127.0.0.1"))
				r.Extra = slices.DeleteFunc(r.Extra, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeOPT })
				r.Id = 0
				out = append(out, from+"\n"+r.String())
			}
		}
	}
	return out
}

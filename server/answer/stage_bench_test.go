package answer

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"geosrv/geo"
	"geosrv/server/wire"
	"geosrv/zones"
)

// stage is one step of the short way from query to reply, alone. ok is false if
// the step went another way than it is measured for.
type stage struct {
	name string
	step func(i int) (ok bool)
}

// stages are the steps over a plan of that many names: to read a query, to find
// the RRset of a name, to find the class of a place, and all of them with the
// reply.
func stages(tb testing.TB, plan *Plan, size int) []stage {
	v := &plan.views[0]
	queries := benchQueries(tb, func(r *rand.Rand) (string, uint16) {
		if r.IntN(2) == 0 {
			return "_sip._tls.bench.example.", dns.TypeSRV
		}
		return fmt.Sprintf("n%d.bench.example.", r.IntN(size)), dns.TypeA
	})
	out := new(wire.Room)
	var u wire.Usual
	read := func(i int) bool { return u.Read(queries[i%len(queries)], out) }
	asked := make([]struct {
		name   [zones.KeyRoom]byte
		hash   uint64
		size   int
		rrtype uint16
		place  uint64
	}, 1000)
	for i := range asked {
		if !read(i) {
			tb.Fatal("not usual")
		}
		q := &asked[i]
		q.name, q.hash, q.size, q.rrtype, q.place = *u.Name(out), u.Hash, u.Len, u.Type, u.Addr
	}
	a := Answerer{Who: &Meta{Source: netip.MustParseAddr("192.0.2.200"), Now: 1_700_000_000}, UDP: true}
	return []stage{
		{"read", read},
		{"find", func(i int) bool {
			q := &asked[i%len(asked)]
			slot := v.names.find(q.hash)
			if slot.zone < 0 {
				n := &v.names.steered[^slot.zone]
				return n.first.rrtype == q.rrtype && zones.Is(&q.name, n.text, q.size)
			}
			z := v.plain[slot.zone]
			s, b := z.block(int32(slot.first&low24), 0)
			return zones.Is(&q.name, (*[zones.KeyRoom]byte)(z.names[slot.text:]), q.size) && s.typeOf(b) == q.rrtype
		}},
		{"place", func(i int) bool {
			v.geo.Lookup4(uint32(asked[i%len(asked)].place >> 32))
			return true
		}},
		{"reply", func(i int) bool { return a.Reply(plan, queries[i%len(queries)], out) > 0 && a.hasty }},
	}
}

// BenchmarkStage is each of these steps.
func BenchmarkStage(b *testing.B) {
	for _, s := range stages(b, benchPlan(b), 100_000) {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if !s.step(i) {
					b.Fatal("another way")
				}
			}
		})
	}
}

// TestStagesAllocateNothing: nor does any of them make garbage. Each run asks every
// question: AllocsPerRun divides as integers, and half of them go another way.
func TestStagesAllocateNothing(t *testing.T) {
	for _, s := range stages(t, planOf(t, 100, fewCountries(t)), 100) {
		if n := testing.AllocsPerRun(10, func() {
			for i := range 1000 {
				if !s.step(i) {
					t.Error(s.name, " went another way")
				}
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", s.name, n)
		}
	}
}

// TestQueriesLeaveThePlanAlone asks for what nobody has, and from everywhere: a
// plan is what it was, octet for octet, whatever it is asked.
func TestQueriesLeaveThePlanAlone(t *testing.T) {
	plan := planOf(t, 100, fewCountries(t))
	var composer Composer
	again := composer.Finish(composer.Compose(plan.World(), NewInputs(plan.World().Roster)))
	if orders := plan.World().Geo.Orders(0); len(orders) < 3 {
		t.Fatalf("%d orders", len(orders))
	}
	queries := benchQueries(t, func(r *rand.Rand) (string, uint16) {
		owners := [...]string{"bench.example.", "n1.bench.example.", "_sip._tls.bench.example.", "access-ams.bench.example."}
		types := [...]uint16{dns.TypeA, dns.TypeSRV, dns.TypeTXT}
		return fmt.Sprintf("%x.%s", r.Uint64(), owners[r.IntN(len(owners))]), types[r.IntN(len(types))]
	})
	a := Answerer{Who: &Meta{Source: netip.MustParseAddr("192.0.2.200"), Now: 1_700_000_000}, UDP: true}
	out := new(wire.Room)
	for _, q := range queries {
		if a.Reply(plan, q, out) == 0 || out[3]&15 != dns.RcodeNameError {
			t.Fatalf("rcode %d", out[3]&15)
		}
	}
	if !plan.Equal(again) {
		t.Error("the plan is not the one that is made of the same data again")
	}
}

// fewCountries are places for tests: three countries of three sites.
func fewCountries(tb testing.TB) *geo.Database {
	tb.Helper()
	mmdb, err := geo.BuildNetworks(map[netip.Prefix]geo.Place{
		netip.MustParsePrefix("16.0.0.0/4"): {Country: "NL"},
		netip.MustParsePrefix("32.0.0.0/4"): {Country: "US"},
		netip.MustParsePrefix("64.0.0.0/4"): {Country: "AU"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	db, err := geo.Decode("few", mmdb)
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

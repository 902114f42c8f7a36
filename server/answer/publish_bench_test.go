package answer

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"geosrv/geo"
	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

// manySets makes a world of n ladder sets that all list the same six pools of
// two servers, with distinct owners and targets: the worst case of a site's
// flip, because every set has to be rendered for every order.
func manySets(tb testing.TB, n int) *World {
	tb.Helper()
	sites := []string{"ams", "nyc", "sin", "gru", "syd", "jnb"}
	at := []string{"52.37, 4.90", "40.71, -74.01", "1.35, 103.82", "-23.43, -46.47", "-33.87, 151.21", "-26.20, 28.05"}
	var c, z strings.Builder
	c.WriteString("profile: lync\nservices: {edge: {check: tls, name: edge.example}}\nsites:\n")
	for i, s := range sites {
		fmt.Fprintf(&c, "  %s: {at: [%s]}\n", s, at[i])
	}
	c.WriteString("pools:\n")
	z.WriteString("$ORIGIN example.\n$TTL 60\n@ SOA ns1 h 1 7200 900 1209600 60\n NS ns1\nns1 A 192.0.2.53\n")
	for i, s := range sites {
		fmt.Fprintf(&c, "  %s:\n    site: %s\n    names:\n", s, s)
		for k := range n {
			fmt.Fprintf(&c, "      - access-%s-%d.example\n", s, k)
			fmt.Fprintf(&z, "access-%s-%d A 192.0.2.%d\naccess-%s-%d A 192.0.2.%d\n", s, k, 10*i+1, s, k, 10*i+2)
		}
	}
	c.WriteString("steer:\n")
	for k := range n {
		fmt.Fprintf(&c, "  - {name: _sip._tls.c%d.example, service: edge}\n", k)
		for i, s := range sites {
			fmt.Fprintf(&z, "_sip._tls.c%d SRV %d 10 443 access-%s-%d\n", k, 10*(i+1), s, k)
		}
	}
	conf, err := config.Parse("many.yaml", []byte(c.String()))
	if err != nil {
		tb.Fatal(err)
	}
	zone, err := zones.Read("example.zone", strings.NewReader(z.String()), "")
	if err != nil {
		tb.Fatal(err)
	}
	r, err := roster.Build(conf, []roster.Source{{Zone: zone, Profile: "lync"}})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := NewWorld(r, torCountries(tb), nil, Hands(false))
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// torCountries is the real country table where it is installed, else none.
func torCountries(tb testing.TB) *geo.Database {
	if file := os.Getenv("GEOSRV_MMDB"); file != "" {
		db, err := geo.Open(file)
		if err != nil {
			tb.Fatal(err)
		}
		return db
	}
	return nil
}

// BenchmarkSiteFlip measures from a changed verdict to a plan that knows it:
// both servers of one site fall silent, then come back. The sites take turns,
// as outages do: what was rendered for the last one is of no use.
func BenchmarkSiteFlip(b *testing.B) {
	w := manySets(b, 1000)
	in := NewInputs(w.Roster)
	var c Composer
	p := c.Compose(w, in)
	b.Logf("%d endpoints, %d classes, %d orders, %d variants", len(w.Roster.Endpoints), w.Geo.Classes(), len(w.Geo.Orders(0)), w.Variants())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		st := health.Silent
		if i%2 == 1 {
			st = health.Up
		}
		var groups []int32
		for e := range w.Roster.Endpoints {
			if int(w.Roster.Endpoints[e].Addr.Addr().As4()[3])/10 == i/2%6 {
				in.Verdicts[e].Standing = st
				groups = append(groups, w.Roster.EndpointGroups[e]...)
			}
		}
		p = c.Update(p, in, groups)
	}
}

// BenchmarkFinish measures the blocks behind a flip, all of them, on one core.
func BenchmarkFinish(b *testing.B) {
	w := manySets(b, 1000)
	var c Composer
	p := c.Compose(w, NewInputs(w.Roster))
	finished, of, octets := w.Finishable()
	b.Logf("%d of %d sets, %d octets", finished, of, octets)
	b.ReportAllocs()
	for b.Loop() {
		c.Finish(p)
	}
}

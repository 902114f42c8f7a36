package answer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/server/wire"
	"geosrv/zones"
)

// BenchmarkReply is from query to reply, without sockets: the answer of a
// steered SRV set by place, of one that stands still, of 100,000 names, and of
// names that do not exist. All have a random client subnet. The profile that
// the compiler optimizes by is taken here: see default.pgo in cmd/geosrv.
func BenchmarkReply(b *testing.B) {
	plan := benchPlan(b)
	for _, work := range []struct {
		name string
		ask  func(*rand.Rand) (string, uint16)
	}{
		{"steered", func(*rand.Rand) (string, uint16) { return "_sip._tls.bench.example.", dns.TypeSRV }},
		{"static", func(*rand.Rand) (string, uint16) { return "_xmpp-client._tcp.bench.example.", dns.TypeSRV }},
		{"names", func(r *rand.Rand) (string, uint16) {
			if k := r.IntN(100_000); k%2 == 0 {
				return fmt.Sprintf("n%d.bench.example.", k), dns.TypeA
			} else {
				return fmt.Sprintf("_s._tcp.n%d.bench.example.", k), dns.TypeSRV
			}
		}},
		{"nxdomain", func(r *rand.Rand) (string, uint16) {
			return fmt.Sprintf("x%d.bench.example.", r.IntN(1_000_000)), dns.TypeA
		}},
	} {
		b.Run(work.name, func(b *testing.B) {
			queries := benchQueries(b, work.ask)
			var a Answerer
			out := new(wire.Room)
			a.Who, a.UDP = &Meta{Source: netip.MustParseAddr("192.0.2.200"), Now: 1_700_000_000}, true
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if a.Reply(plan, queries[i%len(queries)], out) == 0 || !a.hasty {
					b.Fatal("not by express")
				}
			}
		})
	}
}

// benchQueries are requests in buffers with room, as a worker has them.
func benchQueries(tb testing.TB, ask func(*rand.Rand) (string, uint16)) (queries [][]byte) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		m := new(dns.Msg).SetQuestion(ask(r))
		m.SetEdns0(1232, false)
		addr := make([]byte, 4)
		binary.BigEndian.PutUint32(addr, r.Uint32()&0x7fff_ff00|1<<24)
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: addr,
		})
		msg, err := m.Pack()
		if err != nil {
			tb.Fatal(err)
		}
		queries = append(queries, append(make([]byte, 0, 1024), msg...))
	}
	return queries
}

// benchPlan is of a hundred thousand names and real places.
func benchPlan(tb testing.TB) *Plan { return planOf(tb, 100_000, debianCountries(tb)) }

// planOf has six pools, one steered and one static SRV set of them, and some
// names, n0 and on.
func planOf(tb testing.TB, names int, db *geo.Database) *Plan {
	tb.Helper()
	var c, z strings.Builder
	c.WriteString("profile: lync\ngeo: {depth: 3}\nservices: {edge: {check: tls, name: edge.bench.example}}\n")
	c.WriteString("steer: [{name: _sip._tls.bench.example, service: edge}]\nsites:\n")
	var pools strings.Builder
	z.WriteString("$ORIGIN bench.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i, s := range []struct{ name, at string }{
		{"ams", "52.37, 4.90"},
		{"nyc", "40.71, -74.01"},
		{"sin", "1.35, 103.82"},
		{"gru", "-23.43, -46.47"},
		{"syd", "-33.87, 151.21"},
		{"jnb", "-26.20, 28.05"},
	} {
		fmt.Fprintf(&c, "  %s: {at: [%s]}\n", s.name, s.at)
		fmt.Fprintf(&pools, "  %s: {site: %s, names: [access-%s.bench.example]}\n", s.name, s.name, s.name)
		fmt.Fprintf(&z, "access-%s A 192.0.2.%d\naccess-%s A 192.0.2.%d\n", s.name, 10*i+1, s.name, 10*i+2)
		fmt.Fprintf(&z, "other-%s A 192.0.2.%d\nother-%s A 192.0.2.%d\n", s.name, 10*i+3, s.name, 10*i+4)
		fmt.Fprintf(&z, "_sip._tls SRV %d 10 443 access-%s\n", 10*(i+1), s.name)
		fmt.Fprintf(&z, "_xmpp-client._tcp SRV %d 10 5222 other-%s\n", 10*(i+1), s.name)
	}
	for i := range names {
		fmt.Fprintf(&z, "n%d A 10.%d.%d.%d\n_s._tcp.n%d SRV 1 1 443 n%d\n", i, i>>16, i>>8&255, i&255, i, i)
	}
	conf, err := config.Parse("bench.yaml", []byte(c.String()+"pools:\n"+pools.String()))
	if err != nil {
		tb.Fatal(err)
	}
	zone, err := zones.Read("bench.example.zone", strings.NewReader(z.String()), "")
	if err != nil {
		tb.Fatal(err)
	}
	r, err := roster.Build(conf, []roster.Source{{Zone: zone, Profile: "lync"}})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := NewWorld(r, db, nil, 1)
	if err != nil {
		tb.Fatal(err)
	}
	var composer Composer
	return composer.Finish(composer.Compose(w, NewInputs(r)))
}

// debianCountries is the country table of Debian's tor-geoipdb; nil, with a
// word, where it is not installed: then everybody gets the same.
func debianCountries(tb testing.TB) *geo.Database {
	in, err := os.Open("/usr/share/tor/geoip")
	if err != nil {
		tb.Log("without places: ", err)
		return nil
	}
	defer in.Close()
	var mmdb bytes.Buffer
	if err := geo.Build(&mmdb, []geo.NamedReader{{Name: in.Name(), R: in}}, nil); err != nil {
		tb.Fatal(err)
	}
	db, err := geo.Decode("tor-geoipdb", mmdb.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

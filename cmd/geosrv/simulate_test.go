package main

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/cmd/geosrv/simulate"
	"geosrv/server/answer"
	"geosrv/server/load"
	"geosrv/server/wire"
)

// realExample is the demo's configuration with real country data.
func realExample(t *testing.T) (*load.Loaded, string) {
	t.Helper()
	csv := []string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"}
	for _, file := range csv {
		if _, err := os.Stat(file); err != nil {
			if os.Getenv("GEOSRV_CI") != "" {
				t.Fatalf("install tor-geoipdb (%v)", err)
			}
			t.Skipf("no real places: install tor-geoipdb (%v)", err)
		}
	}
	dir := t.TempDir()
	running(t, append([]string{"geo", "build", "-o", filepath.Join(dir, "world.mmdb")}, csv...)...)
	for _, name := range []string{"geosrv.yaml", "example.com.zone"} {
		text, err := os.ReadFile(filepath.Join("demo", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), strings.Replace(string(text), "\ngeo:\n", "\ngeo:\n  database: world.mmdb\n", 1))
	}
	config := filepath.Join(dir, "geosrv.yaml")
	loaded, err := loadFiles([]string{config})
	if err != nil {
		t.Fatal(err)
	}
	return loaded, config
}

// TestSimulationAgreesWithTheWire asks for sampled addresses, before and after the
// death of Amsterdam, until each row of who moves where had its 1,000 of IPv4 and
// 200 of IPv6: no address goes a way that has no row, and as many go each as the row says.
func TestSimulationAgreesWithTheWire(t *testing.T) {
	if underRace {
		t.Skip("a million networks take minutes under the race detector")
	}
	loaded, _ := realExample(t)
	s := simulating{down: []string{"ams"}}
	cases, err := s.cases(loaded)
	if err != nil {
		t.Fatal(err)
	}
	report := simulate.Run(simulate.Question{World: loaded.World, Database: loaded.Database, Cases: cases})
	var plans []*answer.Plan
	for _, c := range cases {
		plans = append(plans, new(answer.Composer).Compose(loaded.World, c.Inputs))
	}
	for _, d := range report.Decisions {
		for _, f := range families() {
			t.Run(d.Name+" "+f.name, func(t *testing.T) {
				random := rand.New(rand.NewPCG(1, uint64(len(d.Name))))
				want, least := map[[2]string]float64{}, 1.0
				for _, m := range d.Cases[1].Moves {
					if share := f.share(m.Share); share > 0 {
						want[[2]string{m.From, m.To}] = share
						least = min(least, share)
					}
				}
				got, n := map[[2]string]float64{}, 0.0
				for n < f.perRow/least {
					a := f.random(random)
					if _, _, known := loaded.Database.Lookup(a); !known {
						continue // the few addresses of networks only are left out
					}
					n++
					before, after := ledTo(t, plans[0], d.Sets[0], a), ledTo(t, plans[1], d.Sets[0], a)
					if before == after {
						continue
					}
					way := [2]string{before, after}
					if got[way]++; want[way] == 0 {
						t.Fatalf("%s is led from %s to %s, and no row says so", a, before, after)
					}
				}
				for way, share := range want {
					if off := math.Abs(got[way]/n - share); off > 4*math.Sqrt(share*(1-share)/n)+1e-6 {
						t.Errorf("%v: the row says %.4f, the wire %.4f of %.0f", way, share, got[way]/n, n)
					}
				}
				t.Logf("%.0f addresses, %v", n, want)
			})
		}
	}
}

// family draws addresses of one, and finds its share.
type family struct {
	name   string
	perRow float64 // how many addresses the rarest row is to get
	random func(*rand.Rand) netip.Addr
	share  func(simulate.Share) float64
}

func families() []family {
	return []family{
		{"IPv4", 1000, randomIPv4, func(s simulate.Share) float64 { return s.IPv4 }},
		{"IPv6", 200, randomIPv6, func(s simulate.Share) float64 { return s.IPv6 }},
	}
}

func randomIPv4(random *rand.Rand) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], random.Uint32())
	return netip.AddrFrom4(b)
}

// randomIPv6 is of 2000::/3, which has all that is given to anybody (RFC 4291 2.4).
func randomIPv6(random *rand.Rand) netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], random.Uint64()>>3|1<<61)
	binary.BigEndian.PutUint64(b[8:], random.Uint64())
	return netip.AddrFrom16(b)
}

// ledTo is the pool to which the reply to a question leads, by the demo's names.
func ledTo(t *testing.T, plan *answer.Plan, set string, from netip.Addr) string {
	t.Helper()
	owner, word, _ := strings.Cut(set, " ")
	m := new(dns.Msg).SetQuestion(dns.Fqdn(owner), dns.StringToType[word])
	m.SetEdns0(1232, false)
	subnet := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(from.BitLen()), Address: from.AsSlice()}
	if from.Is6() {
		subnet.Family = 2
	}
	m.IsEdns0().Option = append(m.IsEdns0().Option, subnet)
	in, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	a := answer.Answerer{Who: &answer.Meta{Source: netip.IPv4Unspecified()}, UDP: true}
	out := new(wire.Room)
	if err := m.Unpack(out[:a.Reply(plan, in, out)]); err != nil || len(m.Answer) == 0 {
		t.Fatalf("%s: %v, %v", set, err, m)
	}
	best, lowest := "", uint16(math.MaxUint16)
	for _, rr := range m.Answer {
		switch rr := rr.(type) {
		case *dns.SRV:
			if rr.Priority < lowest {
				best, lowest = strings.TrimSuffix(strings.TrimPrefix(rr.Target, "access-"), ".example.com."), rr.Priority
			}
		case *dns.A:
			best = map[string]string{"192.0.2": "ams", "198.51.100": "nyc", "203.0.113": "sin"}[rr.A.String()[:strings.LastIndex(rr.A.String(), ".")]]
		}
	}
	return best
}

// TestSimulationInTime is the whole verb with real country data.
func TestSimulationInTime(t *testing.T) {
	if underRace {
		t.Skip("a million networks take minutes under the race detector")
	}
	_, config := realExample(t)
	began := time.Now()
	said := running(t, "simulate", "--down", "ams", config)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v, more than 5 s", took)
	} else {
		t.Logf("it took %v\n%s", took, said)
	}
	for _, line := range strings.Split(said, "\n") {
		f := strings.Fields(strings.ReplaceAll(line, " %", "%"))
		if len(f) < 4 || !strings.Contains(line, "IPv4 ") || !strings.HasSuffix(line, "%") {
			continue
		}
		sum := 0
		for _, word := range f {
			if number, is := strings.CutSuffix(word, "%"); is {
				whole, tenth, _ := strings.Cut(number, ".")
				sum += 10*atoi(t, whole) + atoi(t, tenth)
			}
		}
		if sum != 1000 {
			t.Errorf("%q adds up to %d tenths of a percent", line, sum)
		}
	}
}

func atoi(t *testing.T, s string) (n int) {
	t.Helper()
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

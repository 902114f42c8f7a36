package server

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// killed is how many pools die in one played estate: fewer than half, one after
// another, with a reference that answers.
const killed = 24

// TestKills: 500 servers die at any moment of their rounds, and the time until
// their pool's clients are sent elsewhere is within the bounds.
func TestKills(t *testing.T) {
	for _, c := range []struct {
		mode     string
		p50, p99 time.Duration
	}{
		{"kill", 1900 * time.Millisecond, 3 * time.Second},
		{"blackhole", 5 * time.Second, 6500 * time.Millisecond},
	} {
		var all []time.Duration
		for i := range times(4, 21) {
			synctest.Test(t, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(uint64(i), 1))
				s := raise(t, "kills", killsEstate())
				time.Sleep(20 * time.Second)
				all = append(all, s.killAll(c.mode, rng)...)
			})
		}
		bound(t, c.mode, all, c.p50, c.p99)
	}
}

// killsEstate has a spare pool and twice as many that may die, each with a name
// of its own that leads to it first.
func killsEstate() variant {
	var zone, conf strings.Builder
	conf.WriteString("probe: {interval: 2s, timeout: 1s, fall: 3, fast_interval: 250ms, reference: [233.252.0.53]}\n")
	conf.WriteString("zones: [x.example.zone]\nsites: {spare: {at: [0, 0]}")
	pools := "pools:\n  spare: {site: spare, names: [spare.x.example]}\n"
	zone.WriteString("$ORIGIN x.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 233.252.0.1\nspare A 198.51.100.1\n")
	for i := range 2 * killed {
		fmt.Fprintf(&conf, ", s%d: {at: [%d, 10]}", i, i)
		pools += fmt.Sprintf("  p%d: {site: s%d, names: [h%d.x.example]}\n", i, i, i)
		fmt.Fprintf(&zone, "h%d A 192.0.2.%d\n_k%d._tcp SRV 10 0 443 h%d\n_k%d._tcp SRV 20 0 443 spare\n", i, i+1, i, i, i)
	}
	fmt.Fprintf(&conf, "}\n%ssteer: [{names: [\"_k*\"], by: listed}]\n", pools)
	return variant{"", map[string]string{"geosrv.yaml": conf.String(), "x.example.zone": zone.String(), "script": ""}}
}

// killAll kills one server after another, each at any moment, and returns how
// long each answer was wrong.
func (s *stage) killAll(mode string, rng *rand.Rand) (all []time.Duration) {
	died := map[int]time.Time{}
	next := time.Now()
	for n := 0; n < killed || len(died) > 0; {
		if n < killed && !time.Now().Before(next) {
			s.edges.set(mode, []string{fmt.Sprintf("192.0.2.%d", n+1)})
			died[n] = time.Now()
			next = next.Add(time.Second + time.Duration(rng.Int64N(int64(2*time.Second))))
			n++
		}
		time.Sleep(50 * time.Millisecond)
		synctest.Wait()
		for i, at := range died {
			first := dig(s.t, s.pub.Plan(), []string{fmt.Sprintf("_k%d._tcp.x.example", i), "SRV", "short"})[0]
			if took := time.Since(at); strings.HasSuffix(first, "spare.x.example.") || took > time.Minute {
				all = append(all, took)
				delete(died, i)
			}
		}
	}
	return all
}

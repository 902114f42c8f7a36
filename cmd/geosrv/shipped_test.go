package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"geosrv/health/probe"
	"geosrv/health/probe/edge"
	"geosrv/server"
)

// TestShippedDefaults kills whole pools under the smallest configuration with
// the shipped timing, in real time: the right answer is there within 8 s if the
// servers refuse, and within 17 s if packets vanish, with two, three and six
// sites, and again with another pool right after.
func TestShippedDefaults(t *testing.T) {
	if os.Getenv("GEOSRV_CI") == "" {
		t.Skip("it takes a minute: .ci/run does it, or GEOSRV_CI=1 go test ./cmd/geosrv -run ShippedDefaults")
	}
	if underRace {
		t.Skip("it is about seconds: played without the race detector")
	}
	t.Parallel()
	var waiting sync.WaitGroup // all at once, whatever -parallel says: they wait most of the time
	for _, sites := range []int{2, 3, 6} {
		for mode, within := range map[edge.Mode]time.Duration{edge.Refuse: 8 * time.Second, edge.BlackHole: 17 * time.Second} {
			s := serveShipped(t, sites)
			waiting.Go(func() {
				if err := s.play(mode, within); err != nil {
					t.Errorf("%d sites, %s: %v", sites, mode, err)
				}
			})
		}
	}
	waiting.Wait()
}

// shipped is a served estate of so many sites, each with one pool of two
// servers and askers of its own.
type shipped struct {
	*served
	sites int
}

func serveShipped(t *testing.T, sites int) *shipped {
	t.Helper()
	edges := newMachines(t)
	var zone, places, ats, pools strings.Builder
	list := make([]string, sites)
	for i := 1; i <= sites; i++ {
		a, b := fmt.Sprintf("192.0.2.%d", 10*i+1), fmt.Sprintf("192.0.2.%d", 10*i+2)
		edges.add("sip/tls", 443, []string{fmt.Sprintf("access-p%d.example.com", i)}, a, b)
		edges.add("sip/tls", 5061, []string{"sip.example.com"}, a, b)
		fmt.Fprintf(&zone, "access-p%d A %s\naccess-p%d A %s\n_sip._tls SRV %d 10 443 access-p%d\n", i, a, i, b, 10*i, i)
		fmt.Fprintf(&places, "10.%d.0.0/16: s%d, ", i, i)
		fmt.Fprintf(&ats, "  s%d: {at: [%d, 0]}\n", i, 10*i)
		fmt.Fprintf(&pools, "  p%d: {site: s%d, names: [access-p%d.example.com]}\n", i, i, i)
		list[i-1] = fmt.Sprintf("p%d", i)
	}
	files := map[string]string{
		"example.com.zone": "$ORIGIN example.com.\n$TTL 60\n@ SOA ns1 hostmaster 1 7200 900 1209600 60\n  NS ns1\nns1 A 127.0.0.1\n" +
			zone.String() + "_sipfederationtls._tcp SRV 0 0 5061 sip\nsip A 192.0.2.11\nsip A 192.0.2.12\n",
		"geosrv.yaml": "profile: lync\nzones: [example.com.zone]\ngeo: {networks: {" + strings.TrimSuffix(places.String(), ", ") +
			"}}\nsites:\n" + ats.String() + "pools:\n" + pools.String() + "groups:\n  federation: {pools: [" +
			strings.Join(list, ", ") + "], sets: [sip.example.com]}\nsteer:\n  - {name: _sip._tls.example.com}\nprobe:\n" + edges.via(),
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run, err := server.Start(t.Context(), server.Options{
		Files: []string{filepath.Join(dir, "geosrv.yaml")}, Log: quiet(), Probe: probe.New(probe.Options{}),
		Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(run.Close)
	prove(t, run)
	return &shipped{&served{t: t, edges: edges, run: run, addr: run.Addrs()[0]}, sites}
}

// addresses are those of a pool.
func addresses(pool int) []string {
	return []string{fmt.Sprintf("192.0.2.%d", 10*pool+1), fmt.Sprintf("192.0.2.%d", 10*pool+2)}
}

// play kills two pools, one after the other.
func (s *shipped) play(mode edge.Mode, within time.Duration) error {
	if err := s.falls(1, mode, within); err != nil {
		return err
	}
	if s.sites == 2 {
		if mode == edge.BlackHole {
			return nil // its way home would take longer than the minute
		}
		if err := s.set(1, edge.Alive); err != nil {
			return err
		}
		if err := s.await(1, 1, time.Minute); err != nil {
			return err
		}
	}
	return s.falls(2, mode, within)
}

func (s *shipped) set(pool int, mode edge.Mode) error {
	var errs []error
	for _, m := range s.edges.edges {
		if slices.Contains(addresses(pool), m.published.Addr().String()) {
			errs = append(errs, m.edge.Set(mode))
		}
	}
	return errors.Join(errs...)
}

// falls puts a pool into a mode in which it does not serve: its askers are led
// elsewhere in time, in both their sets.
func (s *shipped) falls(pool int, mode edge.Mode, within time.Duration) error {
	if err := s.set(pool, mode); err != nil {
		return err
	}
	began := time.Now()
	err := s.await(pool, -pool, within)
	s.t.Logf("%d sites, %s, pool %d: %.1f s", s.sites, mode, pool, time.Since(began).Seconds())
	return err
}

// await waits until the askers at a site are led first to a pool by ladder and
// by federation, or to any but that pool if its number is negative.
func (s *shipped) await(site, pool int, within time.Duration) error {
	place := fmt.Sprintf("+subnet=10.%d.0.1/32 ", site)
	ladder, err := parseDig(strings.Fields(place + "_sip._tls.example.com SRV +short"))
	if err != nil {
		return err
	}
	partner, err := parseDig(strings.Fields(place + "sip.example.com A +short"))
	if err != nil {
		return err
	}
	first := fmt.Sprintf("10 10 443 access-p%d.example.com.", max(pool, -pool))
	own := addresses(max(pool, -pool))[0]
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(within); ; <-tick.C {
		rungs, err := ladder.run(s.addr)
		addrs, err2 := partner.run(s.addr)
		led, moved := slices.Contains(rungs, first), !slices.Contains(addrs, own)
		if err == nil && err2 == nil && (pool > 0 && led || pool < 0 && !led && moved) {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("askers at site %d are led to %q and %q after %s", site, rungs, addrs, within)
		}
	}
}

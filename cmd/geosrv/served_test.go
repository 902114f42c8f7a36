package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/geo"
	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/server"
)

// served is a topology that is being served on loopback, with edges that a
// test kills. Make one with serveTopology.
type served struct {
	t     *testing.T
	edges *machines
	run   *server.Server
	addr  netip.AddrPort
}

// serveTopology copies testdata/topologies/NAME, puts a database of places and
// a second configuration file beside it, serves it, and waits until every
// endpoint has answered a probe. more is the second file, which ends with its
// probe: block; edit is what strings.NewReplacer changes in the first.
func serveTopology(t *testing.T, name string, edges *machines, more string, edit ...string) *served {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata/topologies", name))); err != nil {
		t.Fatal(err)
	}
	writePlaces(t, filepath.Join(dir, "GeoLite2-City.mmdb"))
	config := filepath.Join(dir, "geosrv.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(edit...).Replace(string(text))
	if changed == string(text) && len(edit) > 0 {
		t.Fatal("the edit changes nothing")
	}
	second := filepath.Join(dir, "more.yaml")
	for file, text := range map[string]string{config: changed, second: more + edges.via()} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run, err := server.Start(t.Context(), server.Options{
		Files: []string{config, second}, Log: quiet(), Probe: probe.New(probe.Options{}),
		Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(run.Close)
	prove(t, run)
	edges.asked()
	return &served{t: t, edges: edges, run: run, addr: run.Addrs()[0]}
}

// patience is how long a test waits for what must come, on a machine that has
// much else to do.
const patience = time.Minute

// prove waits until every endpoint has answered a probe. Until then it counts
// as up, and right answers say nothing of probes.
func prove(t *testing.T, run *server.Server) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !proven(run); <-tick.C {
		if time.Now().After(end) {
			for key, state := range run.States() {
				if !state.Ever {
					t.Errorf("%s: %s %s", key, state.Last.Reason, state.Last.Detail)
				}
			}
			t.FailNow()
		}
	}
}

// writePlaces writes a database in which each place of an asker is where a pool
// stands.
func writePlaces(t *testing.T, file string) {
	t.Helper()
	places := map[netip.Prefix]geo.Place{}
	for network, p := range map[string]geo.Place{
		"192.0.2.0/24":    {Country: "NL", Lat: 52.37, Lon: 4.90, Located: true},
		"198.51.100.0/24": {Country: "US", Lat: 40.71, Lon: -74.01, Located: true},
		"203.0.113.0/24":  {Country: "SG", Lat: 1.35, Lon: 103.82, Located: true},
	} {
		places[netip.MustParsePrefix(network)] = p
	}
	b, err := geo.BuildNetworks(places)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// expect asks until the answer is what is wanted, in any order, or patience
// has an end. A reply that does not come in time is asked for again: a server
// that is late is not wrong. line is a dig command without the server.
func (s *served) expect(line string, want ...string) {
	s.t.Helper()
	d, err := parseDig(append(strings.Fields(line), "+short"))
	if err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(want)
	var got []string
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		got, err = d.run(s.addr)
		slices.Sort(got)
		if err == nil && slices.Equal(got, want) {
			return
		}
	}
	s.t.Errorf("dig %s\n got  %q, %v\n want %q", line, got, err, want)
	for key, state := range s.run.States() {
		if state.Last.Outcome != health.Answered {
			s.t.Logf("%s: %s %s %s", key, state.Phase, state.Last.Reason, state.Last.Detail)
		}
	}
	s.t.FailNow()
}

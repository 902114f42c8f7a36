package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"geosrv/bench/namespace"
	"geosrv/health/probe"
	"geosrv/server"
)

// insideOnly runs the one test that is run in a network namespace of its own.
const insideOnly = "^TestCutOffInside$"

// TestCutOff cuts a real server off from a real network: it runs this program
// once more where that may be done.
func TestCutOff(t *testing.T) {
	t.Parallel()
	if underRace {
		t.Skip("it is about what is done while time passes: played without the race detector")
	}
	alone(t, insideOnly)
}

// alone runs this program once more for a test that wants a network of its own.
func alone(t *testing.T, inside string) {
	t.Helper()
	must := func(what string, err error) {
		t.Helper()
		if os.Getenv("GEOSRV_CI") != "" {
			t.Fatal(what, err)
		}
		t.Skip(what, err)
	}
	if _, err := exec.LookPath("ip"); err != nil {
		must("there is no ip to make a network with (Debian's iproute2):", err)
	}
	var out bytes.Buffer
	err := namespace.Run(t.Context(), &out, nil, "-test.run="+inside, "-test.v", "-test.timeout=2m")
	switch {
	case errors.Is(err, namespace.ErrNone), strings.Contains(out.String(), "--- SKIP"):
		must("a network cannot be made here:", fmt.Errorf("%w: %s", err, out.String()))
	case err != nil || !strings.Contains(out.String(), "--- PASS"):
		t.Errorf("%v\n%s", err, out.String())
	default:
		t.Log(out.String())
	}
}

// TestCutOffInside has three sites and a nameserver behind a cable, and cuts
// that in every way: packets vanish, the other end is down, our own end is
// down. No answer changes. Then a site really dies, and one does.
func TestCutOffInside(t *testing.T) {
	if flag.Lookup("test.run").Value.String() != insideOnly {
		t.Skip("TestCutOff runs it where there is nothing to break")
	}
	far := layCable(t)
	var log locked
	asked, stop := serveBehind(t, slog.New(slog.NewTextHandler(&log, nil)))
	defer stop()
	const ask = "+subnet=10.2.0.1/32 _sip._tls.example.com SRV +short"
	up := []string{"10 10 443 access-nyc.example.com.", "20 10 443 access-ams.example.com.", "30 10 443 access-sin.example.com."}
	for _, cut := range []struct{ name, begin, end string }{
		{"replies vanish", "far route add blackhole 10.99.0.1/32", "far route del blackhole 10.99.0.1/32"},
		{"the far end is down", "far link set v1 down", "far link set v1 up"},
		{"our end is down", "link set v0 down", "link set v0 up; route add default via 10.99.0.2"},
	} {
		far.ip(cut.begin)
		holds(t, asked, ask, up, cut.name, 5*time.Second)
		far.ip(cut.end)
		holds(t, asked, ask, up, "after: "+cut.name, 3*time.Second)
	}
	if n := strings.Count(log.String(), `level=WARN msg="isolated: `); n != 3 {
		t.Errorf("%d alarms:\n%s", n, log.String())
	}
	far.die("198.51.100.11")
	want := []string{"10 10 443 access-ams.example.com.", "1000 10 443 access-nyc.example.com.", "20 10 443 access-sin.example.com."}
	end := time.Now().Add(patience)
	for got := shortAnswer(t, asked, ask); !slices.Equal(got, want); got = shortAnswer(t, asked, ask) {
		if time.Now().After(end) {
			t.Fatalf("nyc is dead, and the answer is %q\n%s", got, log.String())
		}
	}
}

// locked is a buffer that a server writes while a test reads.
type locked struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// serveBehind serves three sites by probes of TCP, with quick timing.
func serveBehind(t *testing.T, log *slog.Logger) (at netip.AddrPort, stop func()) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"example.com.zone": `$ORIGIN example.com.
$TTL 60
@ SOA ns1 hostmaster 1 7200 900 1209600 60
  NS ns1
  NS ns2
ns1 A 10.99.0.1
ns2 A 233.252.0.53
access-ams A 192.0.2.11
access-nyc A 198.51.100.11
access-sin A 203.0.113.11
_sip._tls SRV 10 10 443 access-ams
_sip._tls SRV 20 10 443 access-nyc
_sip._tls SRV 30 10 443 access-sin
`,
		"geosrv.yaml": `profile: lync
zones: [example.com.zone]
geo: {networks: {10.1.0.0/16: ams, 10.2.0.0/16: nyc, 10.3.0.0/16: sin}}
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
  sin: {at: [1.35, 103.82]}
pools:
  ams: {site: ams, names: [access-ams.example.com]}
  nyc: {site: nyc, names: [access-nyc.example.com]}
  sin: {site: sin, names: [access-sin.example.com]}
steer:
  - {name: _sip._tls.example.com, service: {check: tcp}}
probe: {interval: 500ms, fast_interval: 200ms, timeout: 500ms, hold_down: 1s, rise: 2}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run, err := server.Start(t.Context(), server.Options{
		Files: []string{filepath.Join(dir, "geosrv.yaml")}, Log: log, Probe: probe.New(probe.Options{}),
		Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		t.Fatal(err)
	}
	prove(t, run)
	var once sync.Once
	return run.Addrs()[0], func() { once.Do(run.Close) }
}

// shortAnswer asks once, sorted.
func shortAnswer(t *testing.T, at netip.AddrPort, line string) []string {
	t.Helper()
	d, err := parseDig(strings.Fields(line))
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.run(at)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	return got
}

// holds asks for so long, and each answer must be the one wanted.
func holds(t *testing.T, at netip.AddrPort, line string, want []string, when string, d time.Duration) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(d); time.Now().Before(end); <-tick.C {
		if got := shortAnswer(t, at, line); !slices.Equal(got, want) {
			t.Fatalf("%s: %q", when, got)
		}
	}
}

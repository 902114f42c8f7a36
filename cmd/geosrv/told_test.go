package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server"
)

// toldConfig is a pool of two servers whose roles are judged by ms-turn (the
// preset of av), stun, a command and a monitor's file.
const toldConfig = `
profile: lync
zones: [example.com.zone]
sites: {ams: {at: [52.37, 4.90]}}
services:
  relay: {check: stun}
  script: {check: exec, command: [./check-edge, DIR]}
  monitor: {check: file, file: verdicts, verdicts: final, port: 443}
pools:
  ams:
    site: ams
    names:
      av: [av.example.com]
      relay: {names: [relay.example.com], service: relay}
      script: {names: [script.example.com], service: script}
      told: {names: [told.example.com], service: monitor}
`

const toldZone = `$ORIGIN example.com.
@ 300 IN SOA ns1.example.net. hostmaster 1 3600 600 86400 60
@ 300 IN NS ns1.example.net.
av 300 IN A 192.0.2.13
av 300 IN A 192.0.2.14
relay 300 IN A 192.0.2.23
relay 300 IN A 192.0.2.24
script 300 IN A 192.0.2.33
script 300 IN A 192.0.2.34
told 300 IN A 192.0.2.43
told 300 IN A 192.0.2.44
`

// checkEdge is down where a file says so, by the published address.
const checkEdge = `#!/bin/sh
[ -e "$1/down-$GEOSRV_PUBLISHED_ADDR" ] && { echo "no relay for $GEOSRV_NAME"; exit 1; }
[ -e "$1/drain-$GEOSRV_PUBLISHED_ADDR" ] && { echo patches; exit 2; }
echo fine
`

// toldWorld is a folder with all of that, and edges behind it.
type toldWorld struct {
	*served
	dir   string
	files []string
}

// serveTold serves it and waits until every endpoint has answered.
func serveTold(t *testing.T) *toldWorld {
	t.Helper()
	dir := t.TempDir()
	edges := newMachines(t)
	edges.add("ms-turn/tcp", 443, nil, "192.0.2.13", "192.0.2.14")
	edges.add("stun/udp", 3478, nil, "192.0.2.23", "192.0.2.24")
	w := &toldWorld{dir: dir, files: []string{filepath.Join(dir, "geosrv.yaml"), filepath.Join(dir, "more.yaml")}}
	write(t, w.files[0], strings.ReplaceAll(toldConfig, "DIR", dir))
	write(t, w.files[1], often+edges.via())
	write(t, filepath.Join(dir, "example.com.zone"), toldZone)
	write(t, filepath.Join(dir, "check-edge"), checkEdge)
	if err := os.Chmod(filepath.Join(dir, "check-edge"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.tell(t, "192.0.2.43:443 up\n192.0.2.44 up\n")
	run, err := server.Start(t.Context(), server.Options{
		Files: w.files, Log: quiet(), Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(run.Close)
	prove(t, run)
	edges.asked()
	w.served = &served{t: t, edges: edges, run: run, addr: run.Addrs()[0]}
	return w
}

// tell replaces the file of verdicts.
func (w *toldWorld) tell(t *testing.T, text string) {
	t.Helper()
	file := filepath.Join(w.dir, "verdicts")
	write(t, file+".new", text)
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}

// TestServedByWhatOthersSay serves names that are judged by ms-turn, stun, a
// command and a file, and lets a server of each fall silent.
func TestServedByWhatOthersSay(t *testing.T) {
	t.Parallel()
	w := serveTold(t)
	w.expect("av.example.com A", "192.0.2.13", "192.0.2.14")
	w.expect("relay.example.com A", "192.0.2.23", "192.0.2.24")
	w.expect("script.example.com A", "192.0.2.33", "192.0.2.34")
	w.expect("told.example.com A", "192.0.2.43", "192.0.2.44")

	w.edges.kill("192.0.2.13", "192.0.2.23")
	write(t, filepath.Join(w.dir, "down-192.0.2.33"), "")
	w.tell(t, "192.0.2.43:443 down relay has no ports left\n192.0.2.44 up\n")
	w.expect("av.example.com A", "192.0.2.14")
	w.expect("relay.example.com A", "192.0.2.24")
	w.expect("script.example.com A", "192.0.2.34")
	w.expect("told.example.com A", "192.0.2.44")
	w.sees(t, "exec 192.0.2.33 ", "failed exec-1 no relay for script.example.com")
	w.sees(t, "file 192.0.2.43:443 ", "failed monitor relay has no ports left")

	// A monitor that falls silent says nothing of anybody.
	if err := os.Remove(filepath.Join(w.dir, "verdicts")); err != nil {
		t.Fatal(err)
	}
	w.sees(t, "file 192.0.2.43:443 ", "failed local open ")
	w.sees(t, "file 192.0.2.44:443 ", "failed local open ")
	w.expect("told.example.com A", "192.0.2.44")

	w.edges.revive("192.0.2.13", "192.0.2.23")
	if err := os.Rename(filepath.Join(w.dir, "down-192.0.2.33"), filepath.Join(w.dir, "drain-192.0.2.34")); err != nil {
		t.Fatal(err)
	}
	w.tell(t, "192.0.2.43 up\n192.0.2.44 drain patches\n")
	w.expect("av.example.com A", "192.0.2.13", "192.0.2.14")
	w.expect("relay.example.com A", "192.0.2.23", "192.0.2.24")
	w.expect("script.example.com A", "192.0.2.33")
	w.expect("told.example.com A", "192.0.2.43")
}

// sees waits until the latest probe of the endpoint, by the beginning of its
// key, saw this; what is seen may go on.
func (w *toldWorld) sees(t *testing.T, key, want string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		for k, s := range w.run.States() {
			if strings.HasPrefix(k, key) {
				got = s.Last.Outcome.String() + " " + s.Last.Reason + " " + s.Last.Detail
			}
		}
		if strings.HasPrefix(got, want) {
			return
		}
	}
	t.Errorf("%s: %s, want %s", key, got, want)
}

// TestCheckProbe is one round of probes from the command line.
func TestCheckProbe(t *testing.T) {
	t.Parallel()
	w := serveTold(t)
	w.edges.kill("192.0.2.14")
	write(t, filepath.Join(w.dir, "drain-192.0.2.34"), "")
	w.tell(t, "192.0.2.43:443 degraded one disk\n")
	var out strings.Builder
	root := newRootCommand()
	root.SetArgs(append([]string{"check", "--probe"}, w.files...))
	root.SetOut(&out)
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	// Times, ports and folders are not the same twice.
	got = regexp.MustCompile(`\d+ ms`).ReplaceAllString(got, "N ms")
	got = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(got, "127.0.0.1:N")
	got = regexp.MustCompile(` +`).ReplaceAllString(strings.ReplaceAll(got, w.dir, "DIR"), " ")
	const want = `ENDPOINT SEEN REASON TOOK DETAIL
exec 192.0.2.33 command="DIR/check-edge DIR" name=script.example.com answered ok N ms fine
exec 192.0.2.34 command="DIR/check-edge DIR" name=script.example.com draining exec-2 N ms patches
file 192.0.2.43:443 file=DIR/verdicts final=true degraded monitor N ms one disk
file 192.0.2.44:443 file=DIR/verdicts final=true failed local N ms DIR/verdicts: no line about 192.0.2.44:443
ms-turn/tcp 192.0.2.13:443 answered ok N ms 401, realm rtcmedia, server 192.0.2.13:3478
ms-turn/tcp 192.0.2.14:443 failed refused N ms connection refused
stun/udp 192.0.2.23:3478 answered ok N ms sees us at 127.0.0.1:N
stun/udp 192.0.2.24:3478 answered ok N ms sees us at 127.0.0.1:N

2 warnings:
 DIR/geosrv.yaml:10:3: file 192.0.2.44:443 file=DIR/verdicts final=true does not answer: local (our own side: file, command, source address) [never-answered]
 DIR/geosrv.yaml:10:3: ms-turn/tcp 192.0.2.14:443 does not answer: refused (port? is the service running?) [never-answered]
 (geosrv help lint CODE explains one; lint: {off: [CODE]} silences it)

probed 8 endpoints: 4 answered, 1 degraded, 1 draining, 2 failed
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if seenWord(health.Observation{Outcome: health.Failed, Degraded: true}) != "failed" {
		t.Error("what failed is not degraded")
	}
}

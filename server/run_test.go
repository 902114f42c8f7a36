package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
)

// journalText is a log that is read while it is written.
type journalText struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journalText) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journalText) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// fakeEdges are what the probe function of a test sees.
type fakeEdges struct {
	mu     sync.Mutex
	silent map[netip.Addr]bool
	asked  map[netip.Addr]int
}

func (e *fakeEdges) silence(addr string, on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.silent[netip.MustParseAddr(addr)] = on
}

func (e *fakeEdges) count(addr string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked[netip.MustParseAddr(addr)]
}

func (e *fakeEdges) probe(_ context.Context, ep health.Endpoint) health.Observation {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked[ep.Addr.Addr()]++
	if e.silent[ep.Addr.Addr()] {
		return health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout}
	}
	return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK}
}

// running is a server that serves a disk.
type running struct {
	*disk
	*Server
	edges *fakeEdges
	log   *journalText
}

func serve(t *testing.T, d *disk) *running {
	t.Helper()
	r := &running{disk: d, edges: &fakeEdges{silent: map[netip.Addr]bool{}, asked: map[netip.Addr]int{}}, log: &journalText{}}
	s, err := Start(t.Context(), Options{
		Files: []string{d.path("geosrv.yaml")}, Probe: r.edges.probe,
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	r.Server = s
	return r
}

// patience is how soon an edit must be served and seen.
const patience = 2 * time.Second

// soon asks again and again until it is true.
func (r *running) soon(what string, is func() bool) {
	r.Helper()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	for end := time.After(patience); !is(); {
		select {
		case <-every.C:
		case <-end:
			r.Fatalf("not within %s: %s\nlog:\n%s", patience, what, r.log)
		}
	}
}

// ask sends one query, as from a client in the network of from ("" for none),
// and returns the RDATA of the answer section.
func (r *running) ask(network, name string, qtype uint16, from string) string {
	r.Helper()
	m := new(dns.Msg).SetQuestion(dns.Fqdn(name), qtype)
	if from != "" {
		m.SetEdns0(1232, false)
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: net.ParseIP(from).To4(),
		})
	}
	c := &dns.Client{Net: network, Timeout: patience}
	in, _, err := c.Exchange(m, r.Addrs()[0].String())
	if err != nil {
		r.Fatalf("%s: %v\nlog:\n%s", name, err, r.log)
	}
	var out []string
	for _, rr := range in.Answer {
		out = append(out, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	if len(out) == 0 {
		return dns.RcodeToString[in.Rcode]
	}
	return strings.Join(out, " ")
}

func (r *running) want(name string, qtype uint16, from, want string) {
	r.Helper()
	if got := r.ask("udp", name, qtype, from); got != want {
		r.Errorf("%s %s from %q: %s, want %s", name, dns.TypeToString[qtype], from, got, want)
	}
}

const (
	nycFirst = "10 10 443 access-nyc.example.com. 20 10 443 access-ams.example.com."
	amsFirst = "10 10 443 access-ams.example.com. 20 10 443 access-nyc.example.com."
)

// From the moment that Start returns all is answered, by UDP and TCP.
func TestServe(t *testing.T) {
	r := serve(t, newDisk(t))
	for _, network := range []string{"udp", "tcp"} {
		if got := r.ask(network, "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0"); got != amsFirst {
			t.Errorf("%s: %s, want %s", network, got, amsFirst)
		}
	}
	r.want("_sip._tls.example.com", dns.TypeSRV, "172.16.5.0", nycFirst)
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	r.want("hostaa.example.net", dns.TypeA, "", "192.0.2.1")
	r.want("nothing.example.org", dns.TypeA, "", "NXDOMAIN")
	r.want("example.edu", dns.TypeA, "", "REFUSED")
	if want := "zones=3 names=17 groups=3 endpoints=2 classes=3"; !strings.Contains(r.log.String(), want) {
		t.Errorf("the log does not say %s:\n%s", want, r.log)
	}
}

// Adding an A record to a pool's host name is all that it takes to add a
// server.
func TestAddServer(t *testing.T) {
	r := serve(t, newDisk(t))
	r.edit("example.com.zone", "access-ams  A   192.0.2.11\n", "access-ams  A   192.0.2.11\n            A   192.0.2.12\n")
	r.soon("the new address is served", func() bool {
		got := r.ask("udp", "access-ams.example.com", dns.TypeA, "")
		return got == "192.0.2.11 192.0.2.12" || got == "192.0.2.12 192.0.2.11"
	})
	r.soon("the new address is probed", func() bool { return r.edges.count("192.0.2.12") > 0 })
	want := `added="sip/tls 192.0.2.12:443 name=access-ams.example.com"`
	if !strings.Contains(r.log.String(), want) {
		t.Errorf("the log does not say %s:\n%s", want, r.log)
	}
	r.edges.silence("192.0.2.12", true)
	r.soon("the new address is left out when it is silent", func() bool {
		return r.ask("udp", "access-ams.example.com", dns.TypeA, "") == "192.0.2.11"
	})
	r.edit("example.com.zone", "            A   192.0.2.12\n", "")
	want = `removed="sip/tls 192.0.2.12:443 name=access-ams.example.com"`
	r.soon("the log says "+want, func() bool { return strings.Contains(r.log.String(), want) })
}

// A syntax error changes no answer and is told with its line.
func TestSyntaxError(t *testing.T) {
	r := serve(t, newDisk(t))
	before := r.Plan()
	r.edit("example.com.zone", "192.0.2.11", "192.0.2.311")
	want := r.path("example.com.zone") + `:8:17: \"192.0.2.311\" is not an IPv4 address`
	r.soon("the log says "+want, func() bool { return strings.Contains(r.log.String(), want) })
	r.want("access-ams.example.com", dns.TypeA, "", "192.0.2.11")
	if r.Plan().World() != before.World() {
		t.Error("a bad zone made a new world")
	}
	r.edit("example.com.zone", "192.0.2.311", "192.0.2.31")
	r.soon("the mended zone is served", func() bool {
		return r.ask("udp", "access-ams.example.com", dns.TypeA, "") == "192.0.2.31"
	})
}

func TestNewDatabase(t *testing.T) {
	r := serve(t, newDisk(t))
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	good := places(t, 40, -74)
	r.put("places.mmdb", good)
	r.soon("the new places count", func() bool {
		return r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == nycFirst
	})
	r.ok(os.Truncate(r.path("places.mmdb"), int64(len(good)/2)))
	r.soon("the damage is told", func() bool { return strings.Contains(r.log.String(), "places.mmdb: ") })
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", nycFirst)
}

// What is known of an endpoint survives a reload that has nothing to do with
// it.
func TestStateSurvivesReload(t *testing.T) {
	r := serve(t, newDisk(t))
	const key = "sip/tls 192.0.2.11:443 name=access-ams.example.com"
	down := func() bool { return r.States()[key].Phase == health.PhaseDown }
	r.soon("the endpoint has answered", func() bool { return r.States()[key].Ever })
	r.edges.silence("192.0.2.11", true)
	demoted := "10 10 443 access-nyc.example.com. 1000 10 443 access-ams.example.com."
	r.soon("the silent pool is demoted", func() bool {
		return down() && r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == demoted
	})
	since := r.States()[key].Since
	world := r.Plan().World()
	r.edit("example.com.zone", "one", "two")
	r.soon("the edit is served", func() bool { return r.Plan().World() != world })
	r.want("note.example.com", dns.TypeTXT, "", `"two"`)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", demoted)
	if s := r.States()[key]; s.Since != since {
		t.Errorf("the state began anew: %+v", s)
	}
}

// Whatever the pace of edits, the last one is served.
func TestReloadStorm(t *testing.T) {
	r := serve(t, newDisk(t))
	for i := range 200 {
		text := strings.Replace(siteZone, "one", fmt.Sprint("edit ", i), 1)
		if i%2 == 0 {
			r.put("example.com.zone", text)
		} else {
			r.write("example.com.zone", text)
		}
		if i%20 == 0 {
			_ = r.Reload() // a half-written file may be met here: no matter
		}
	}
	r.soon("the last edit is served", func() bool {
		return r.ask("udp", "note.example.com", dns.TypeTXT, "") == `"edit 199"`
	})
	if err := r.Reload(); err != nil {
		t.Error(err)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"edit 199"`)
}

// Reload is synchronous and tells what is wrong.
func TestReload(t *testing.T) {
	r := serve(t, newDisk(t))
	r.write("plain/example.net.zone", "broken\n")
	err := r.Reload()
	var refusal *Refusal
	if !errors.As(err, &refusal) || !strings.HasPrefix(err.Error(), r.path("plain/example.net.zone")+":1:") {
		t.Errorf("got %v, want the problem of the broken zone", err)
	}
	r.want("hostaa.example.net", dns.TypeA, "", "192.0.2.1")
	r.edit("geosrv.yaml", "zones:", "zoness:")
	if err = r.Reload(); err == nil || !strings.Contains(err.Error(), `geosrv.yaml:3:1: unknown key "zoness"`) {
		t.Errorf("got %v, want the unknown key", err)
	}
}

func TestOverridesAreFollowed(t *testing.T) {
	d := newDisk(t)
	d.write("overrides", "drain pool:ams\n")
	r := serve(t, d)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	r.write("overrides", "")
	r.soon("the pool is back", func() bool {
		return r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == amsFirst
	})
}

func TestListenMoves(t *testing.T) {
	r := serve(t, newDisk(t))
	first := r.Addrs()[0]
	// An address that cannot be had keeps the old one.
	r.edit("geosrv.yaml", `["127.0.0.1:0"]`, `["127.0.0.1:0", "203.0.113.77:5300"]`)
	err := r.Reload()
	want := "listen tcp 203.0.113.77:5300: cannot assign requested address (no interface of this machine has this address)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := r.Addrs(); len(got) != 1 || got[0] != first {
		t.Fatalf("listening on %v, want %s", got, first)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	_ = r.Reload()
	if n := strings.Count(r.log.String(), "the addresses to listen on stay"); n != 1 {
		t.Errorf("the log says %d times that the addresses stay, want once", n)
	}
	// One more, and then the first is dropped.
	r.edit("geosrv.yaml", `"203.0.113.77:5300"`, `"127.0.0.2:0"`)
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 2 || got[0] != first || got[1].Addr() != netip.MustParseAddr("127.0.0.2") {
		t.Fatalf("listening on %v", got)
	}
	r.edit("geosrv.yaml", `"127.0.0.1:0", `, "")
	r.ok(r.Reload())
	if got := r.Addrs(); len(got) != 1 || got[0].Addr() != netip.MustParseAddr("127.0.0.2") {
		t.Fatalf("listening on %v", got)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	l, err := net.Listen("tcp", first.String())
	if err != nil {
		t.Fatalf("the address that was dropped is still taken: %v", err)
	}
	l.Close()
}

func TestStartRefused(t *testing.T) {
	d := newDisk(t)
	d.write("example.com.zone", "broken\n")
	_, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}})
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Errorf("got %v, want a refusal", err)
	}
	d.write("example.com.zone", siteZone)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	d.ok(err)
	defer taken.Close()
	at := taken.Addr().(*net.TCPAddr).AddrPort()
	_, err = Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}, Listen: []netip.AddrPort{at}})
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v, want that the address is in use", err)
	}
}

func TestRun(t *testing.T) {
	d := newDisk(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	log := &journalText{}
	go func() {
		ended <- Run(ctx, Options{Files: []string{d.path("geosrv.yaml")}, Log: slog.New(slog.NewTextHandler(log, nil)),
			Probe: (&fakeEdges{silent: map[netip.Addr]bool{}, asked: map[netip.Addr]int{}}).probe})
	}()
	stop()
	select {
	case err := <-ended:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("Run does not end with its context")
	}
}

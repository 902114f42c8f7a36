package server

import (
	"bytes"
	"context"
	"errors"
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
	"geosrv/server/load"
	"geosrv/server/load/sitedir"
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

func newFakeEdges() *fakeEdges {
	return &fakeEdges{silent: map[netip.Addr]bool{}, asked: map[netip.Addr]int{}}
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
	r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
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

// patience is how soon an edit must be served and seen: two seconds, and as much
// again for a busy machine.
const patience = 4 * time.Second

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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
	r := serve(t, newDisk(t))
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	good := sitedir.Places(t, 40, -74)
	r.put("places.mmdb", good)
	r.soon("the new places count", func() bool {
		return r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0") == nycFirst
	})
	r.ok(os.Truncate(r.path("places.mmdb"), int64(len(good)/2)))
	r.soon("the damage is told", func() bool { return strings.Contains(r.log.String(), "places.mmdb: ") })
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", nycFirst)
}

func TestStartRefused(t *testing.T) {
	d := newDisk(t)
	d.write("example.com.zone", "broken\n")
	_, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}})
	var refusal *load.Refusal
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
		ended <- Run(ctx, Options{
			Files: []string{d.path("geosrv.yaml")}, Log: slog.New(slog.NewTextHandler(log, nil)),
			Probe: newFakeEdges().probe,
		})
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

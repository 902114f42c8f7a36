package probe_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/health/probe/edge"
)

const name = "sip.example.com"

// endpointOf is an endpoint that fits a kind of edge.
func endpointOf(kind string, addr netip.AddrPort) health.Endpoint {
	check, transport, _ := strings.Cut(kind, "/")
	if transport == "" {
		transport, _ = probe.Defaults(check)
	}
	return health.Endpoint{Check: check, Transport: transport, Addr: addr, Name: name}
}

// ask probes once, with little time.
func ask(t *testing.T, e health.Endpoint, timeout time.Duration) health.Observation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	o := probe.New(probe.Options{})(ctx, e)
	// Twice the time: the machine of a test may be busy.
	if o.Took > 2*timeout+time.Second {
		t.Errorf("took %s of %s", o.Took, timeout)
	}
	return o
}

func word(o health.Observation) string { return fmt.Sprintf("%s %s", o.Outcome, o.Reason) }

// TestEveryKindInEveryMode is the table of what each check says of each way
// to behave. A mode that is not in a row is as alive.
func TestEveryKindInEveryMode(t *testing.T) {
	const alive = "answered ok"
	lost := map[edge.Mode]string{
		edge.Refuse: "failed refused", edge.BlackHole: "failed timeout",
		edge.Mute: "failed timeout", edge.Reset: "failed reset",
	}
	talks := map[edge.Mode]string{
		edge.Garbage: "failed proto", edge.Drip: "failed timeout", edge.Flood: "failed proto",
		edge.HalfClose: "failed closed",
	}
	strict := map[edge.Mode]string{
		edge.WrongName: "failed tls-name", edge.Expired: "failed tls-expired",
		edge.NoTLS: "failed tls-params", edge.ClientCert: "failed tls-client-cert",
		edge.OldTLS: "failed tls-params",
	}
	sip := map[edge.Mode]string{edge.Drain: "draining sip-503", edge.Error: "failed sip-502"}
	xmpp := map[edge.Mode]string{
		edge.Drain: "draining xmpp-shutdown", edge.HostUnknown: "failed host-unknown",
		edge.Error: "answered xmpp-internal-server-error",
	}
	stun := map[edge.Mode]string{edge.Drain: "answered stun-300", edge.Error: "failed stun-500"}
	turn := map[edge.Mode]string{edge.HostUnknown: "failed stun-400"}
	mute := map[edge.Mode]string{
		edge.Reset: "failed timeout", edge.HalfClose: "failed timeout", edge.Drip: "failed timeout",
	}
	table := map[string][]map[edge.Mode]string{
		"ms-turn/tcp": {lost, talks, stun, turn},
		"ms-turn/udp": {lost, talks, stun, turn, mute},
		"stun/tcp":    {lost, talks, stun},
		"stun/tls":    {lost, talks, strict, stun},
		"stun/udp":    {lost, talks, stun, mute},

		"tcp":      {lost, {edge.Mute: alive, edge.Reset: alive}},
		"tls":      {lost, talks, strict, {edge.ClientCert: alive, edge.Flood: "failed proto"}},
		"sip/tls":  {lost, talks, strict, sip, {edge.ClientCert: alive}},
		"sip/tcp":  {lost, talks, sip},
		"sip/udp":  {lost, talks, sip, {edge.Reset: "failed timeout", edge.HalfClose: "failed timeout"}},
		"xmpp/tcp": {lost, talks, strict, xmpp},
		"xmpp/tls": {lost, talks, strict, xmpp},
		"https": {lost, talks, strict, {
			edge.Drain: "draining http-503", edge.Error: "failed http-500", edge.HostUnknown: "failed http-404",
		}},
		"smtp": {lost, talks, {
			edge.Drain: "failed smtp-421", edge.Error: "failed smtp-554", edge.HostUnknown: "failed smtp-550",
		}},
	}
	// Goroutines and not parallel subtests: those wait for a processor each,
	// and a third of these probes only wait for their deadline.
	var all sync.WaitGroup
	defer all.Wait()
	slots := make(chan struct{}, 64) // all at once would be late for want of a processor
	for _, kind := range edge.Kinds() {
		for _, m := range edge.Modes() {
			want := alive
			for _, row := range table[kind] {
				if w, ok := row[m]; ok {
					want = w
				}
			}
			slots <- struct{}{}
			all.Go(func() {
				expect(t, kind, m, want)
				<-slots
			})
		}
	}
}

// expect probes an edge of a kind in a mode.
func expect(t *testing.T, kind string, m edge.Mode, want string) {
	e := edgeOf(t, kind, m)
	timeout := 8 * time.Second
	// Rubbish by UDP is waited over: anybody can send it.
	if strings.HasSuffix(want, "timeout") || strings.HasSuffix(kind, "/udp") && strings.HasSuffix(want, "proto") {
		timeout = 700 * time.Millisecond
	}
	o := ask(t, endpointOf(kind, e.Addr()), timeout)
	got := word(o)
	if kind == "tcp" && m == edge.Reset && got == "failed reset" {
		got = want // the reset may overtake the connection
	}
	if got != want {
		t.Errorf("%s %s: %s (%s), want %s", kind, m, got, o.Detail, want)
	}
}

func edgeOf(t *testing.T, kind string, m edge.Mode, opts ...edge.Option) *edge.Edge {
	t.Helper()
	e, err := edge.Listen(kind, []string{name}, opts...)
	if err != nil {
		panic(err) // not t.Fatal: it may not be called from other goroutines
	}
	t.Cleanup(e.Close)
	if err := e.Set(m); err != nil {
		panic(err)
	}
	return e
}

func TestVerify(t *testing.T) {
	farm := new(edge.Farm)
	roots, err := farm.Roots()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		mode   edge.Mode
		verify string
		known  bool // the farm's authority is one of the roots
		want   string
	}{
		{edge.Alive, "", false, "answered ok"},
		{edge.Alive, "name", false, "answered ok"},
		{edge.Alive, "full", false, "failed tls-chain"},
		{edge.Alive, "full", true, "answered ok"},
		{edge.Alive, "none", false, "answered ok"},
		{edge.WrongName, "full", true, "failed tls-name"},
		{edge.WrongName, "none", false, "answered ok"},
		{edge.Expired, "full", true, "failed tls-expired"},
		{edge.Expired, "none", false, "answered ok"},
		{edge.ClientCert, "full", false, "failed tls-chain"},
		{edge.Alive, "nonsense", false, "failed config"},
	} {
		e := endpointOf("tls", edgeOf(t, "tls", c.mode, edge.In(farm)).Addr())
		e.Verify = c.verify
		opts := probe.Options{}
		if c.known {
			opts.Roots = roots
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if o := probe.New(opts)(ctx, e); word(o) != c.want {
			t.Errorf("%s, verify %q, known %t: %s (%s), want %s", c.mode, c.verify, c.known, word(o), o.Detail, c.want)
		}
		cancel()
	}
}

func TestCertificateNamesAreShown(t *testing.T) {
	o := ask(t, endpointOf("tls", edgeOf(t, "tls", edge.Alive).Addr()), 5*time.Second)
	if !strings.HasPrefix(o.Detail, "certificate for sip.example.com until 2") {
		t.Errorf("detail %q", o.Detail)
	}
}

func TestHTTPS(t *testing.T) {
	addr := edgeOf(t, "https", edge.Alive).Addr()
	for _, c := range []struct {
		label  string
		change func(*health.Endpoint)
		want   string
	}{
		{"no Accept header", func(e *health.Endpoint) { e.Body = "accept=[]" }, "answered ok"},
		{"Host is the name", func(e *health.Endpoint) { e.Body = "host=sip.example.com " }, "answered ok"},
		{"Host by itself", func(e *health.Endpoint) {
			e.Host = "lyncdiscover.example.com"
			e.Body = "host=lyncdiscover.example.com "
		}, "answered ok"},
		{"path", func(e *health.Endpoint) { e.Path = "/meet/?x=1"; e.Body = "path=/meet/ " }, "answered ok"},
		{"other text", func(e *health.Endpoint) { e.Body = "elsewhere" }, "failed body"},
		{"other code", func(e *health.Endpoint) { e.Expect = []int{204, 302} }, "failed http-200"},
		{"path that is none", func(e *health.Endpoint) { e.Path = "meet" }, "failed config"},
	} {
		e := endpointOf("https", addr)
		c.change(&e)
		if o := ask(t, e, 5*time.Second); word(o) != c.want {
			t.Errorf("%s: %s (%s), want %s", c.label, word(o), o.Detail, c.want)
		}
	}
}

func TestXMPPOfADomainThatIsNotServed(t *testing.T) {
	e := endpointOf("xmpp/tcp", edgeOf(t, "xmpp/tcp", edge.Alive).Addr())
	e.Name = "elsewhere.example"
	if o := ask(t, e, 5*time.Second); word(o) != "failed host-unknown" {
		t.Errorf("%s (%s)", word(o), o.Detail)
	}
}

func TestDialAndSource(t *testing.T) {
	addr := edgeOf(t, "tcp", edge.Alive).Addr()
	e := endpointOf("tcp", netip.MustParseAddrPort("192.0.2.11:443"))
	e.Dial = addr
	e.Source = netip.MustParseAddr("127.0.0.77")
	if o := ask(t, e, 5*time.Second); word(o) != "answered ok" {
		t.Errorf("dialled elsewhere: %s (%s)", word(o), o.Detail)
	}
	e.Source = netip.MustParseAddr("::1")
	if o := ask(t, e, 5*time.Second); word(o) != "failed config" {
		t.Errorf("source of another family: %s (%s)", word(o), o.Detail)
	}
	e.Source = netip.MustParseAddr("192.0.2.99")
	if o := ask(t, e, 5*time.Second); word(o) != "failed local" {
		t.Errorf("source that is not ours: %s (%s)", word(o), o.Detail)
	}
}

func TestEndpointsThatMakeNoSense(t *testing.T) {
	good := endpointOf("sip/tls", netip.MustParseAddrPort("127.0.0.1:1"))
	for label, change := range map[string]func(*health.Endpoint){
		"check":     func(e *health.Endpoint) { e.Check = "telepathy" },
		"transport": func(e *health.Endpoint) { e.Transport = "sctp" },
		"address":   func(e *health.Endpoint) { e.Addr = netip.AddrPort{} },
		"port":      func(e *health.Endpoint) { e.Addr = netip.MustParseAddrPort("127.0.0.1:0") },
		"name":      func(e *health.Endpoint) { e.Name = "a\r\nVia: b" },
		"from":      func(e *health.Endpoint) { e.From = "a>b" },
	} {
		e := good
		change(&e)
		if o := ask(t, e, time.Second); word(o) != "failed config" {
			t.Errorf("%s: %s (%s)", label, word(o), o.Detail)
		}
	}
}

func TestCancelEndsAProbeAtOnce(t *testing.T) {
	for _, kind := range []string{
		"tcp", "tls", "sip/tcp", "sip/udp", "xmpp/tcp", "https", "smtp", "stun/tcp", "stun/udp", "ms-turn/tcp", "ms-turn/udp",
	} {
		m := edge.Mute
		if kind == "tcp" {
			m = edge.BlackHole
		}
		e := endpointOf(kind, edgeOf(t, kind, m).Addr())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		time.AfterFunc(20*time.Millisecond, cancel)
		began := time.Now()
		o := probe.New(probe.Options{})(ctx, e)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: returned %s after it was cancelled", kind, took)
		}
		if o.Outcome != health.Failed {
			t.Errorf("%s: %s", kind, word(o))
		}
	}
}

func TestDefaults(t *testing.T) {
	want := map[string]string{
		"exec": " 0", "file": " 0", "ms-turn": "udp 3478", "stun": "udp 3478",
		"https": "tls 443", "sip": "tls 5061", "smtp": "tcp 25", "tcp": "tcp 0", "tls": "tls 443", "xmpp": "tcp 5269",
	}
	if len(probe.Checks()) != len(want) {
		t.Errorf("checks %v", probe.Checks())
	}
	for _, check := range probe.Checks() {
		transport, port := probe.Defaults(check)
		if got := fmt.Sprintf("%s %d", transport, port); got != want[check] {
			t.Errorf("%s: %s, want %s", check, got, want[check])
		}
	}
	if transport, port := probe.Defaults("telepathy"); transport != "" || port != 0 {
		t.Errorf("unknown check: %q %d", transport, port)
	}
}

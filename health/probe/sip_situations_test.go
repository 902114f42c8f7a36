package probe_test

import (
	"crypto/x509"
	"strings"
	"sync"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// situation is one way that a peer may be, and what a probe has to say of it.
type situation struct {
	label  string
	kind   string // of the edge
	mode   edge.Mode
	script []edge.Reply // to OPTIONS
	reg    []edge.Reply // to REGISTER
	change func(*health.Endpoint)
	want   string // outcome and reason, with "degraded" between them if it is
	says   string // part of the detail or of the warning
}

// told is what the observation says in a table.
func told(o health.Observation) string {
	if o.Degraded {
		return o.Outcome.String() + " degraded " + o.Reason
	}
	return word(o)
}

// judge probes an edge in a situation.
func judge(t *testing.T, s situation, opts ...edge.Option) {
	e := edgeOf(t, s.kind, s.mode, opts...)
	e.Script("OPTIONS", s.script...)
	e.Script("REGISTER", s.reg...)
	end := endpointOf(s.kind, e.Addr())
	if s.change != nil {
		s.change(&end)
	}
	timeout := 8 * time.Second
	if strings.HasSuffix(s.want, "timeout") || strings.HasSuffix(end.Transport, "udp") && s.want == "failed proto" {
		timeout = 700 * time.Millisecond
	}
	o := ask(t, end, timeout)
	if got := told(o); got != s.want || !strings.Contains(o.Detail+" / "+o.Warn, s.says) {
		t.Errorf("%s, %s: %s (%s / %s), want %s (%s)", s.kind, s.label, got, o.Detail, o.Warn, s.want, s.says)
	}
}

// all judges situations at once: many of them only wait.
func all(t *testing.T, table []situation, opts ...edge.Option) {
	t.Helper()
	var wait sync.WaitGroup
	for _, s := range table {
		wait.Go(func() { judge(t, s, opts...) })
	}
	wait.Wait()
}

// TestSIPSituations is what is said of SIP, over each transport.
func TestSIPSituations(t *testing.T) {
	t.Parallel()
	over := func(transport string) func(*health.Endpoint) {
		return func(e *health.Endpoint) { e.Check, e.Transport = "sip", transport }
	}
	all(t, []situation{
		{label: "good", kind: "sip/tls", want: "answered ok", says: "200 OK, RTC/6.0"},
		{label: "refused", kind: "sip/tls", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "sip/tls", mode: edge.BlackHole, want: "failed timeout"},
		{label: "mute", kind: "sip/tls", mode: edge.Mute, want: "failed timeout"},
		{label: "reset", kind: "sip/tls", mode: edge.Reset, want: "failed reset"},
		{label: "slow drip", kind: "sip/tls", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "sip/tls", mode: edge.Garbage, want: "failed proto", says: "not SIP"},
		{label: "endless", kind: "sip/tls", mode: edge.Flood, want: "failed proto", says: "more than 64 KiB"},
		{label: "half-close", kind: "sip/tls", mode: edge.HalfClose, want: "failed closed"},
		{label: "wrong name", kind: "sip/tls", mode: edge.WrongName, want: "failed tls-name", says: "other.invalid"},
		{label: "expired", kind: "sip/tls", mode: edge.Expired, want: "failed tls-expired"},
		{label: "ends soon", kind: "sip/tls", mode: edge.Expiring, want: "answered ok", says: "/ certificate for sip.example.com ends 2"},
		{label: "old TLS", kind: "sip/tls", mode: edge.OldTLS, want: "failed tls-params", says: "legacy_tls"},
		{label: "nothing in common", kind: "sip/tls", mode: edge.NoTLS, want: "failed tls-params"},
		{label: "wants a certificate", kind: "sip/tls", mode: edge.ClientCert, want: "answered ok", says: "asks for a client certificate"},
		{label: "drain", kind: "sip/tls", mode: edge.Drain, want: "draining sip-503", says: "Retry-After 60"},
		{label: "bad gateway", kind: "sip/tls", mode: edge.Error, want: "failed sip-502"},
		{label: "speaks SMTP", kind: "smtp", change: over("tcp"), want: "failed proto", says: "not SIP: 220-edge"},
		{label: "speaks no TLS", kind: "smtp", change: over("tls"), want: "failed proto"},
		{label: "speaks TLS", kind: "sip/tls", change: over("tcp"), want: "failed closed"},

		{label: "good", kind: "sip/tcp", want: "answered ok"},
		{label: "refused", kind: "sip/tcp", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "sip/tcp", mode: edge.BlackHole, want: "failed timeout"},
		{label: "slow drip", kind: "sip/tcp", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "sip/tcp", mode: edge.Garbage, want: "failed proto"},
		{label: "endless", kind: "sip/tcp", mode: edge.Flood, want: "failed proto"},
		{label: "half-close", kind: "sip/tcp", mode: edge.HalfClose, want: "failed closed"},
		{label: "drain", kind: "sip/tcp", mode: edge.Drain, want: "draining sip-503"},
		{label: "bad gateway", kind: "sip/tcp", mode: edge.Error, want: "failed sip-502"},

		{label: "good", kind: "sip/udp", want: "answered ok"},
		{label: "refused", kind: "sip/udp", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "sip/udp", mode: edge.BlackHole, want: "failed timeout", says: "no answer to OPTIONS"},
		{label: "garbage", kind: "sip/udp", mode: edge.Garbage, want: "failed proto"},
		{label: "endless", kind: "sip/udp", mode: edge.Flood, want: "failed proto"},
		{label: "drain", kind: "sip/udp", mode: edge.Drain, want: "draining sip-503"},
		{label: "bad gateway", kind: "sip/udp", mode: edge.Error, want: "failed sip-502"},
	}, edge.Lync(nil))
}

// TestSIPCodes is the table of the codes, for OPTIONS and for REGISTER.
func TestSIPCodes(t *testing.T) {
	t.Parallel()
	deep := func(e *health.Endpoint) { e.Register = true }
	var table []situation
	for status, want := range map[string][2]string{
		"200 OK":                   {"answered ok", "answered ok"},
		"302 Moved Temporarily":    {"answered ok", "answered ok"},
		"401 Unauthorized":         {"answered ok", "answered ok"},
		"403 Forbidden":            {"answered ok", "answered ok"},
		"404 Not Found":            {"answered ok", "answered ok"},
		"405 Method Not Allowed":   {"answered ok", "answered ok"},
		"407 Proxy Authentication": {"answered ok", "answered ok"},
		"408 Request Timeout":      {"answered degraded sip-408", "answered degraded sip-408"},
		"480 Unavailable":          {"answered degraded sip-480", "answered degraded sip-480"},
		"483 Too Many Hops":        {"answered ok", "answered ok"},
		"500 Internal Error":       {"answered degraded sip-500", "answered degraded sip-500"},
		"501 Not Implemented":      {"answered ok", "answered ok"},
		"502 Bad Gateway":          {"failed sip-502", "failed sip-502"},
		"503 Unavailable":          {"draining sip-503", "draining sip-503"},
		"504 Server Timeout":       {"answered degraded sip-504", "failed sip-504"},
		"505 Version":              {"answered degraded sip-505", "answered degraded sip-505"},
		"513 Message Too Large":    {"answered degraded sip-513", "answered degraded sip-513"},
		"600 Busy Everywhere":      {"answered ok", "answered ok"},
		"603 Decline":              {"answered ok", "answered ok"},
	} {
		script := []edge.Reply{{Status: status}}
		for _, kind := range []string{"sip/tcp", "sip/udp"} {
			table = append(table,
				situation{label: "OPTIONS " + status, kind: kind, script: script, want: want[0], says: status},
				situation{label: "REGISTER " + status, kind: kind, reg: script, change: deep, want: want[1], says: "REGISTER: " + status})
		}
	}
	all(t, table, edge.Lync(nil))
}

// TestRegisterGoesDeeper is what REGISTER adds to OPTIONS.
func TestRegisterGoesDeeper(t *testing.T) {
	t.Parallel()
	deep := func(e *health.Endpoint) { e.Register, e.Domain = true, "example.com" }
	noRoute := edge.Reply{Status: "504 Server time-out", Headers: []string{
		`ms-diagnostics: 1038;reason="Failed to connect to a peer server";source="sip.example.com"`,
	}}
	all(t, []situation{
		{
			label: "the Director challenges", kind: "sip/tls", change: deep, want: "answered ok",
			says: "200 OK, RTC/6.0; REGISTER: 401 Unauthorized, asks for NTLM, Kerberos, TLS-DSK, RTC/6.0 / ",
		},
		{
			label: "the next hop is dead", kind: "sip/tls", change: deep, reg: []edge.Reply{noRoute}, want: "failed sip-504",
			says: `ms-diagnostics 1038;reason="Failed to connect`,
		},
		{label: "nobody asked about it", kind: "sip/tls", reg: []edge.Reply{noRoute}, want: "answered ok"},
		{
			label: "the edge refuses by itself", kind: "sip/tls", change: deep, reg: []edge.Reply{{Status: "403 Forbidden"}},
			want: "answered ok", says: "/ REGISTER proves nothing of the next hop: 403 Forbidden",
		},
		{
			label: "in trouble, and challenged", kind: "sip/tls", change: deep, script: []edge.Reply{{Status: "500 Oops"}},
			want: "answered degraded sip-500", says: "REGISTER: 401",
		},
		{label: "drains already at OPTIONS", kind: "sip/tls", mode: edge.Drain, change: deep, want: "draining sip-503", says: "503 Service Unavailable, Retry"},
		{label: "drains at REGISTER", kind: "sip/tls", change: deep, reg: []edge.Reply{{Status: "503 Away"}}, want: "draining sip-503"},
		{
			label: "not let in", kind: "sip/tls", mode: edge.ClientCert, change: deep, want: "answered ok",
			says: "/ no REGISTER without a client certificate that it accepts",
		},
		{label: "by UDP", kind: "sip/udp", change: deep, want: "answered ok", says: "REGISTER: 401"},
	}, edge.Lync(nil))
}

// TestMutualTLS: an edge that lets in whom it knows, and what it does to others.
func TestMutualTLS(t *testing.T) {
	t.Parallel()
	ours, theirs := new(edge.Farm), new(edge.Farm)
	identity := func(f *edge.Farm, until time.Duration) *health.Identity {
		pair, err := f.Issue([]string{"probe.example.net"}, time.Now().Add(until))
		if err != nil {
			t.Fatal(err)
		}
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			t.Fatal(err)
		}
		return health.NewIdentity(pair)
	}
	known, soon, stranger := identity(ours, 4000*time.Hour), identity(ours, 48*time.Hour), identity(theirs, 4000*time.Hour)
	roots, err := ours.Roots()
	if err != nil {
		t.Fatal(err)
	}
	as := func(id *health.Identity, check string) func(*health.Endpoint) {
		return func(e *health.Endpoint) { e.Identity, e.ClientCert, e.Check = id, "/etc/us.pem", check }
	}
	const refused = "/ it refuses our client certificate /etc/us.pem"
	all(t, []situation{
		{label: "known", kind: "sip/tls", change: as(known, "sip"), want: "answered ok", says: "200 OK"},
		{label: "known, drains", kind: "sip/tls", mode: edge.Drain, change: as(known, "sip"), want: "draining sip-503"},
		{label: "known, wrong name", kind: "sip/tls", mode: edge.WrongName, change: as(known, "sip"), want: "failed tls-name"},
		{label: "known, then closed", kind: "sip/tls", mode: edge.HalfClose, change: as(known, "sip"), want: "failed closed"},
		{label: "nobody", kind: "sip/tls", want: "answered ok", says: "asks for a client certificate / "},
		{label: "a stranger", kind: "sip/tls", change: as(stranger, "sip"), want: "answered ok", says: refused},
		{label: "a stranger, old TLS", kind: "sip/tls", mode: edge.OldTLS, change: func(e *health.Endpoint) {
			as(stranger, "sip")(e)
			e.LegacyTLS = true
		}, want: "answered ok", says: refused},
		{
			label: "ours ends soon", kind: "sip/tls", change: as(soon, "sip"), want: "answered ok",
			says: "/ our client certificate /etc/us.pem ends 2",
		},
		{label: "known", kind: "tls", change: as(known, "tls"), want: "answered ok"},
	}, edge.Lync(roots))
}

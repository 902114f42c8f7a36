package probe

import (
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// The words of the other side of a stream.
const (
	inner   = opened + " from='example.com' version='1.0'>"
	offer   = inner + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
	proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	refuse  = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"
	handsUp = "TLS" // no words: the handshake
)

// streamErr is a stream error with a condition (RFC 6120 4.9.1).
func streamErr(condition string) string {
	return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"
}

// player is a server that plays its part: after each thing that it hears it
// says the next line, and at the end it listens. heard gets all it was told.
func player(t *testing.T, lines []string, heard *strings.Builder) netip.AddrPort {
	t.Helper()
	pair, err := new(edge.Farm).Issue([]string{"example.com"}, time.Now().Add(1000*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		play(c, lines, pair, heard)
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// play says the lines on one connection.
func play(c net.Conn, lines []string, pair tls.Certificate, heard *strings.Builder) {
	c.SetDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 4096)
	for _, line := range lines {
		if line == handsUp {
			secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{pair}})
			if secure.Handshake() != nil {
				return
			}
			c = secure
			continue
		}
		n, err := c.Read(buffer)
		heard.Write(buffer[:n])
		if err != nil {
			return
		}
		io.WriteString(c, line)
	}
	io.Copy(io.Discard, c)
}

// askPlayer probes a player.
func askPlayer(t *testing.T, lines []string, change func(*health.Endpoint)) (o health.Observation, heard string) {
	t.Helper()
	var words strings.Builder
	t.Run("", func(t *testing.T) { // which waits until the player is done
		e := health.Endpoint{Check: "xmpp", Transport: "tcp", Addr: player(t, lines, &words), Name: "example.com"}
		if change != nil {
			change(&e)
		}
		o = askFor(t, e, 5*time.Second)
	})
	return o, words.String()
}

// TestXMPPTalks is how a talk goes on after the first stream.
func TestXMPPTalks(t *testing.T) {
	required := func(e *health.Endpoint) { e.StartTLS = health.StartTLSRequired }
	const external = inner + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
		"<mechanism>EXTERNAL</mechanism></mechanisms><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback></stream:features>"
	for _, c := range []struct {
		label  string
		lines  []string
		change func(*health.Endpoint)
		want   string
		says   string
	}{
		{"to the end", []string{offer, proceed, handsUp, external}, nil, "answered ok", "stream opened by example.com, offers dialback, SASL EXTERNAL; certificate for example.com until 2"},
		{"nothing offered inside", []string{offer, proceed, handsUp, inner + "<stream:features/>"}, nil, "answered ok", "by example.com; certificate"},
		{"TLS refused", []string{offer, refuse}, nil, "failed starttls", "STARTTLS is refused"},
		{"TLS not offered", []string{external}, nil, "answered ok", "without TLS, offers dialback, SASL EXTERNAL"},
		{"TLS not offered, and required", []string{external}, required, "failed starttls", "not offered"},
		{"too old for features, and TLS required", []string{opened + ">"}, required, "failed starttls", "not offered"},
		{"shuts down instead of TLS", []string{offer, streamErr("system-shutdown")}, nil, "draining xmpp-shutdown", ""},
		{"shuts down inside", []string{offer, proceed, handsUp, inner + streamErr("system-shutdown")}, nil, "draining xmpp-shutdown", ""},
		{"the domain is gone inside", []string{offer, proceed, handsUp, inner + streamErr("host-unknown")}, nil, "failed host-unknown", ""},
		{"wants our certificate", []string{offer, proceed, handsUp, inner + streamErr("not-authorized")}, nil, "answered ok", "stream error not-authorized"},
		{"says something else", []string{offer, "<message/>"}, nil, "failed proto", "<proceed/> expected, not <message>"},
		{"proceeds with words", []string{offer, proceed + "<stream:features/>"}, nil, "failed proto", "words in the clear"},
		{"proceeds with a child", []string{offer, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'><a>b</a></proceed>", handsUp, external}, nil, "answered ok", ""},
		{"proceeds to no TLS", []string{offer, proceed, inner}, nil, "failed proto", ""},
		{"hangs up on STARTTLS", []string{offer, "</stream:stream>"}, nil, "failed closed", ""},
	} {
		o, _ := askPlayer(t, c.lines, c.change)
		if got := o.Outcome.String() + " " + o.Reason; got != c.want || !strings.Contains(o.Detail, c.says) {
			t.Errorf("%s: %s (%s), want %s (%s)", c.label, got, o.Detail, c.want, c.says)
		}
	}
}

// TestXMPPHears is what a peer is told: header, STARTTLS, header, good-bye.
func TestXMPPHears(t *testing.T) {
	const header = "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'" +
		" xmlns:db='jabber:server:dialback' from='probe.example.net' to='example.com' version='1.0'>"
	_, heard := askPlayer(t, []string{offer, proceed, handsUp, inner + "<stream:features/>", ""}, func(e *health.Endpoint) {
		e.Domain, e.From = "example.com.", "probe.example.net"
	})
	want := header + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + header + "</stream:stream>"
	if heard != want {
		t.Errorf("heard %s\nwant  %s", heard, want)
	}
	_, heard = askPlayer(t, []string{inner + "<stream:features/>", ""}, func(e *health.Endpoint) { e.Stream = health.StreamClient })
	want = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'" +
		" to='example.com' version='1.0'></stream:stream>"
	if heard != want {
		t.Errorf("heard %s\nwant  %s", heard, want)
	}
}

// TestStreamErrors is the table of the conditions (RFC 6120 4.9.3).
func TestStreamErrors(t *testing.T) {
	for condition, want := range map[string]string{
		"host-unknown":             "failed host-unknown",
		"host-gone":                "failed host-unknown",
		"improper-addressing":      "failed host-unknown",
		"invalid-namespace":        "failed xmpp-invalid-namespace",
		"system-shutdown":          "draining xmpp-shutdown",
		"see-other-host":           "draining xmpp-other-host",
		"policy-violation":         "answered degraded xmpp-policy-violation",
		"resource-constraint":      "answered degraded xmpp-resource-constraint",
		"internal-server-error":    "answered degraded xmpp-internal-server-error",
		"remote-connection-failed": "answered degraded xmpp-remote-connection-failed",
		"undefined-condition":      "answered degraded xmpp-undefined-condition",
		"not-authorized":           "answered ok",
		"bad-format":               "answered ok",
		"conflict":                 "answered ok",
		"connection-timeout":       "answered ok",
		"invalid-from":             "answered ok",
		"invalid-xml":              "answered ok",
		"not-well-formed":          "answered ok",
		"reset":                    "answered ok",
		"restricted-xml":           "answered ok",
		"unsupported-feature":      "answered ok",
		"unsupported-version":      "answered ok",
		"made-up-by-somebody":      "answered ok",
		"":                         "failed proto",
	} {
		o := (&streamError{condition: condition, text: "because"}).verdict()
		got := o.Outcome.String() + " " + o.Reason
		if o.Degraded {
			got = o.Outcome.String() + " degraded " + o.Reason
		}
		if got != want {
			t.Errorf("%q: %s, want %s", condition, got, want)
		}
	}
}

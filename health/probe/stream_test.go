package probe

import (
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// speaker is a server that says one text to each connection and then reads
// until the peer is done.
func speaker(t *testing.T, text string) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.WriteString(c, text)
				io.Copy(io.Discard, c)
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

const opened = `<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'`

func TestWhatPeersSay(t *testing.T) {
	erring := func(condition string) string {
		return opened + ` version='1.0'><stream:error><text>no</text><` + condition +
			` xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`
	}
	for _, c := range []struct{ check, text, want string }{
		{"xmpp", opened + ` version='1.0'><stream:features/>`, "answered ok"},
		{"xmpp", opened + `>`, "answered ok"}, // before RFC 6120: no features
		{"xmpp", opened + `><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`, "failed host-unknown"},
		{"xmpp", erring("host-unknown"), "failed host-unknown"},
		{"xmpp", erring("improper-addressing"), "failed host-unknown"},
		{"xmpp", erring("see-other-host"), "draining xmpp-other-host"},
		{"xmpp", erring("policy-violation"), "answered xmpp-policy-violation"},
		{"xmpp", opened + ` version='1.0'><message/>`, "failed proto"},
		{"xmpp", `<html>`, "failed proto"},
		{"xmpp", `HTTP/1.1 400 Bad Request<br>`, "failed proto"},
		{"xmpp", `<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>`, "failed proto"},
		{"xmpp", "<" + strings.Repeat("a", Limit), "failed proto"},
		{"xmpp", opened + ` version='1.0'><stream:features>` + strings.Repeat("<a>", 15), "failed proto"},
		{"xmpp", opened + ` version='1.0'><stream:features>` + strings.Repeat("<a/>", Limit/4), "failed proto"},
		{"xmpp", opened + ` version='1.0'><stream:features><a>&bomb;</a></stream:features>`, "failed proto"},
		{"xmpp", `<?xml version='1.0'?><!DOCTYPE bomb>` + opened + ` version='1.0'><stream:features/>`, "failed proto"},
		{"xmpp", opened + ` version='1.0'><stream:error/>`, "failed proto"},
		{"xmpp", opened + ` version='1.0'><stream:error><a xmlns='b'/></stream:error>`, "failed proto"},
		{"xmpp", opened + ` version='1.0'></stream:stream>`, "failed closed"},
		{"xmpp", opened + ` version='1.0'><stream:features>`, "failed timeout"},
		{"xmpp", opened + ` version='1.0'><stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>`, "draining xmpp-shutdown"},
		{"smtp", "220 one line\r\n", "answered ok"},
		{"smtp", "220-two\r\n220 lines\r\n", "answered ok"},
		{"smtp", "220\r\n", "answered ok"},
		{"smtp", "250 too early\r\n", "failed smtp-250"},
		{"smtp", "SSH-2.0-OpenSSH\r\n", "failed proto"},
		{"smtp", "2200 what\r\n", "failed proto"},
		{"smtp", strings.Repeat("220-again\r\n", Limit/10), "failed proto"},
		{"sip", strings.Repeat("\r\n", Limit), "failed proto"},
		{"sip", "SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n" + strings.Repeat("a", Limit), "failed proto"},
		{"sip", "SIP/2.0 200 OK\r\nCall-ID: of another\r\nCSeq: 1 OPTIONS\r\n\r\n", "failed timeout"},
	} {
		e := health.Endpoint{Check: c.check, Transport: "tcp", Addr: speaker(t, c.text), Name: "example.com"}
		timeout := 5 * time.Second
		if strings.HasSuffix(c.want, "timeout") || strings.HasSuffix(c.want, "shutdown") {
			timeout = 200 * time.Millisecond
		}
		o := askFor(t, e, timeout)
		if got := o.Outcome.String() + " " + o.Reason; got != c.want {
			t.Errorf("%s %.60q: %s (%s), want %s", c.check, c.text, got, o.Detail, c.want)
		}
		if len(o.Detail) > detailLimit+len("...") {
			t.Errorf("%s: detail of %d bytes", c.check, len(o.Detail))
		}
	}
}

// askFor probes once, with so much time.
func askFor(t *testing.T, e health.Endpoint, timeout time.Duration) health.Observation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	return New(Options{})(ctx, e)
}

func TestShort(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"a\r\nb\x00":             "a..b.",
		"caf\xc3\xa9 \xff":       "café .",
		"a\u009b31mred\u202etxt": "a.31mred.txt", // terminals obey these as well
		strings.Repeat("x", 201): strings.Repeat("x", 200) + "...",
	} {
		if got := short(in); got != want {
			t.Errorf("short(%q) = %q, want %q", in, got, want)
		}
	}
}

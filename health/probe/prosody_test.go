package probe_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// prosody is a running XMPP server and its ports.
type prosody struct {
	*program
	server, serverTLS, client, clientTLS netip.AddrPort
}

// hosts are the domains that prosody serves, and how long their certificates
// last. That of wrong.example.com is for another name.
func hosts() map[string]time.Duration {
	return map[string]time.Duration{
		name: 4000 * time.Hour, "wrong.example.com": 4000 * time.Hour, "late.example.com": -time.Hour,
		"soon.example.com": 48 * time.Hour,
	}
}

// startProsody starts a server of its own on ports that were free a moment
// ago; if somebody else was given one of them meanwhile it tries again.
func startProsody(t *testing.T) *prosody {
	t.Helper()
	path := installed(t, "prosody", "prosody")
	for range 5 {
		folder := t.TempDir()
		leaves(t, folder, new(edge.Farm), hosts())
		ports := freePorts(t, 4)
		x := &prosody{server: ports[0], serverTLS: ports[1], client: ports[2], clientTLS: ports[3]}
		text, err := os.ReadFile("testdata/prosody.cfg.lua")
		if err != nil {
			t.Fatal(err)
		}
		var sections strings.Builder
		for h := range hosts() {
			fmt.Fprintf(&sections, "VirtualHost %q\n  ssl = { certificate = \"%s/%s.crt\", key = \"%s/%s.key\" }\n", h, folder, h, folder, h)
		}
		port := func(i int) string { return fmt.Sprint(ports[i].Port()) }
		fill := strings.NewReplacer("FOLDER", folder, "STREAM", port(0), "CLIENTSECURE", port(3), "SECURE", port(1),
			"CLIENT", port(2), "HOSTS", sections.String())
		file := filepath.Join(folder, "prosody.cfg.lua")
		place(t, file, []byte(fill.Replace(string(text))))
		x.program = launch(t, path, "-F", "--config", file)
		// A port that it cannot have is only a line in its log.
		if x.ready(t, x.endpoint("server/tcp")) && !strings.Contains(x.said.String(), "already in use") {
			return x
		}
	}
	t.Fatal("prosody did not start five times")
	return nil
}

// endpoint is one way to speak with it, such as client/tls.
func (x *prosody) endpoint(way string) health.Endpoint {
	stream, transport, _ := strings.Cut(way, "/")
	at := map[string]netip.AddrPort{
		"server/tcp": x.server, "server/tls": x.serverTLS, "client/tcp": x.client, "client/tls": x.clientTLS,
	}[way]
	return health.Endpoint{Check: "xmpp", Transport: transport, Addr: at, Name: name, Stream: stream}
}

// says probes it by each of its ways.
func (x *prosody) says(t *testing.T, want string) {
	t.Helper()
	timeout := 8 * time.Second
	if strings.HasSuffix(want, "timeout") {
		timeout = 500 * time.Millisecond
	}
	for _, way := range []string{"server/tcp", "server/tls", "client/tcp", "client/tls"} {
		if o := ask(t, x.endpoint(way), timeout); told(o) != want {
			t.Errorf("%s: %s (%s), want %s", way, told(o), o.Detail, want)
		}
	}
}

// TestProsody probes a real server through its life: up, paused, up, going
// away, stopped, killed.
func TestProsody(t *testing.T) {
	t.Parallel()
	x := startProsody(t)
	x.says(t, "answered ok")
	x.domains(t)
	x.signal(syscall.SIGSTOP)
	x.says(t, "failed timeout")
	x.signal(syscall.SIGCONT)
	x.says(t, "answered ok")
	for tries := 1; ; tries++ {
		o := x.shutsDown(t)
		<-x.ended
		if told(o) == "draining xmpp-shutdown" {
			break
		}
		// Now and then it forgets its last words: see shutsDown.
		if tries == 4 || told(o) != "failed closed" {
			t.Fatalf("going away: %s (%s), want draining xmpp-shutdown", told(o), o.Detail)
		}
		x = startProsody(t)
	}
	x.says(t, "failed refused")

	x = startProsody(t)
	x.end(t, syscall.SIGKILL)
	x.says(t, "failed refused")
}

// domains asks a server that is up for what it serves and what not.
func (x *prosody) domains(t *testing.T) {
	t.Helper()
	for _, c := range []struct{ way, domain, want, says string }{
		{"server/tcp", name, "answered ok", "stream opened by sip.example.com, offers dialback; certificate for sip.example.com until 2"},
		{"server/tls", name, "answered ok", "stream opened by sip.example.com, offers dialback; certificate for sip.example.com until 2"},
		{"client/tcp", name, "answered ok", "stream opened by sip.example.com, SASL"},
		{"client/tls", name, "answered ok", "SCRAM-SHA-1"},
		{"server/tcp", "wrong.example.com", "failed tls-name", "other.invalid"},
		{"server/tls", "wrong.example.com", "failed tls-name", "other.invalid"},
		{"client/tcp", "wrong.example.com", "failed tls-name", "other.invalid"},
		{"server/tcp", "late.example.com", "failed tls-expired", "valid from"},
		{"server/tls", "late.example.com", "failed tls-expired", "valid from"},
		{"client/tcp", "late.example.com", "failed tls-expired", "valid from"},
		{"server/tcp", "soon.example.com", "answered ok", "/ certificate for soon.example.com ends 2"},
		{"server/tcp", "elsewhere.example", "failed host-unknown", "This host does not serve elsewhere.example"},
		{"client/tcp", "elsewhere.example", "failed host-unknown", "host-unknown"},
	} {
		e := x.endpoint(c.way)
		e.Name = c.domain
		if o := ask(t, e, 8*time.Second); told(o) != c.want || !strings.Contains(o.Detail+" / "+o.Warn, c.says) {
			t.Errorf("%s %s: %s (%s / %s), want %s (%s)", c.way, c.domain, told(o), o.Detail, o.Warn, c.want, c.says)
		}
	}
}

// shutsDown stops the server in the middle of a probe: between the two stands
// somebody who keeps the wish for TLS to himself, and stops it instead. It has
// to be idle then: a signal between two of its own steps makes it forget its
// last words. It is when it has answered somebody else.
func (x *prosody) shutsDown(t *testing.T) health.Observation {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		inside, err := net.Dial("tcp", x.server.String())
		if err != nil {
			return
		}
		go func() {
			defer inside.Close()
			buffer := make([]byte, 4096)
			for {
				n, err := c.Read(buffer)
				if err != nil {
					return
				}
				if bytes.Contains(buffer[:n], []byte("<starttls")) {
					ask(t, x.endpoint("client/tcp"), 8*time.Second)
					x.signal(syscall.SIGTERM)
					continue
				}
				inside.Write(buffer[:n])
			}
		}()
		io.Copy(c, inside)
	}()
	e := x.endpoint("server/tcp")
	e.Dial = l.Addr().(*net.TCPAddr).AddrPort()
	return ask(t, e, 8*time.Second)
}

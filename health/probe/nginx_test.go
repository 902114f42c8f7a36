package probe_test

import (
	"crypto/x509"
	"fmt"
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

// nginx is a running web server and its ports, by the name of the certificate.
type nginx struct {
	*program
	folder string
	at     map[string]netip.AddrPort
}

// locations are what it answers: the page of a reverse proxy that minds what
// clients accept, one that is away for a while, one with nobody behind it.
const locations = `
location / { return 200 "all is well for $host\n"; }
location /autodiscover/autodiscoverservice.svc/root { if ($acceptable = 406) { return 406; } return 200 "root\n"; }
location /away { add_header Retry-After 120 always; return 503; }
location /dead { return 503; }
location /behind { proxy_pass http://127.0.0.1:1; }
location /moved { return 302 https://elsewhere.example/; }
location /gone { return 404; }
`

// drained is all of it while it wants no guests.
const drained = `
location / { add_header Retry-After 120 always; return 503; }
`

// startNginx starts a server of its own on ports that were free a moment ago;
// if somebody else was given one of them meanwhile it tries again.
func startNginx(t *testing.T, farm *edge.Farm) *nginx {
	t.Helper()
	path := installed(t, "nginx", "nginx-light")
	authority, err := farm.Authority()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		n := &nginx{folder: t.TempDir(), at: make(map[string]netip.AddrPort)}
		names := hosts()
		names["closed.example.com"] = 4000 * time.Hour
		leaves(t, n.folder, farm, names)
		place(t, filepath.Join(n.folder, "authority.pem"), authority)
		ports := freePorts(t, len(names))
		for h := range names {
			n.at[h], ports = ports[0], ports[1:]
		}
		n.configure(t, locations)
		n.program = launch(t, path, "-p", n.folder, "-c", filepath.Join(n.folder, "nginx.conf"), "-e", "stderr")
		if n.ready(t, n.endpoint(name)) {
			return n
		}
	}
	t.Fatal("nginx did not start five times")
	return nil
}

// configure writes what it answers at all of its ports.
func (n *nginx) configure(t *testing.T, answers string) {
	t.Helper()
	text, err := os.ReadFile("testdata/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	var servers strings.Builder
	for h, at := range n.at {
		more := ""
		if h == "closed.example.com" {
			more = "ssl_client_certificate authority.pem; ssl_verify_client on;"
		}
		fmt.Fprintf(&servers, "server { listen %s ssl; server_name %s; ssl_certificate %s.crt; ssl_certificate_key %s.key; %s %s }\n",
			at, h, h, h, more, answers)
	}
	full := strings.ReplaceAll(string(text), "    SERVERS\n", servers.String())
	place(t, filepath.Join(n.folder, "nginx.conf"), []byte(full))
}

// endpoint is one of its names.
func (n *nginx) endpoint(host string) health.Endpoint {
	return health.Endpoint{Check: "https", Transport: "tls", Addr: n.at[host], Name: host}
}

// says probes it.
func (n *nginx) says(t *testing.T, want string) {
	t.Helper()
	timeout := 8 * time.Second
	if strings.HasSuffix(want, "timeout") {
		timeout = 500 * time.Millisecond
	}
	if o := ask(t, n.endpoint(name), timeout); told(o) != want {
		t.Errorf("%s (%s), want %s", told(o), o.Detail, want)
	}
}

// TestNginx probes a real server through its life: up, paused, draining by a
// reload, up again, stopped in good order, killed.
func TestNginx(t *testing.T) {
	t.Parallel()
	farm := new(edge.Farm)
	n := startNginx(t, farm)
	n.says(t, "answered ok")
	n.pages(t, farm)
	n.signal(syscall.SIGSTOP)
	n.says(t, "failed timeout")
	n.signal(syscall.SIGCONT)
	n.says(t, "answered ok")
	n.reload(t, drained, "draining http-503")
	n.reload(t, locations, "answered ok")
	n.end(t, syscall.SIGQUIT)
	n.says(t, "failed refused")

	n = startNginx(t, farm)
	n.end(t, syscall.SIGKILL)
	n.says(t, "failed refused")
}

// reload gives it other answers, and waits until it gives them.
func (n *nginx) reload(t *testing.T, answers, want string) {
	t.Helper()
	n.configure(t, answers)
	n.cmd.Process.Signal(syscall.SIGHUP)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		o := ask(t, n.endpoint(name), 8*time.Second)
		if told(o) == want {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("after a reload: %s (%s), want %s", told(o), o.Detail, want)
		case <-tick.C:
		}
	}
}

// pages asks a server that is up for one thing after the other.
func (n *nginx) pages(t *testing.T, farm *edge.Farm) {
	t.Helper()
	pair, err := farm.Issue([]string{"probe.example.net"}, time.Now().Add(4000*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
		t.Fatal(err)
	}
	path := func(path string) func(*health.Endpoint) { return func(e *health.Endpoint) { e.Path = path } }
	for _, c := range []struct {
		host   string
		change func(*health.Endpoint)
		want   string
		says   string
	}{
		{name, nil, "answered ok", "200 OK"},
		{name, func(e *health.Endpoint) { e.Body = "all is well for sip.example.com" }, "answered ok", "200 OK"},
		{name, func(e *health.Endpoint) { e.Host, e.Body = "other.example.com", "well for other.example.com" }, "answered ok", "200 OK"},
		{name, func(e *health.Endpoint) { e.Body = "all is lost" }, "failed body", ""},
		{name, path("/autodiscover/autodiscoverservice.svc/root"), "answered ok", "200 OK"},
		{name, path("/away"), "draining http-503", "Retry-After 120"},
		{name, path("/dead"), "failed http-503", ""},
		{name, path("/behind"), "failed http-502", ""},
		{name, path("/moved"), "failed http-302", "to https://elsewhere.example/"},
		{name, path("/gone"), "failed http-404", ""},
		{"wrong.example.com", nil, "failed tls-name", "other.invalid"},
		{"late.example.com", nil, "failed tls-expired", "valid from"},
		{"soon.example.com", nil, "answered ok", "/ certificate for soon.example.com ends 2"},
		{"closed.example.com", nil, "failed http-400", "400 Bad Request"},
		{"closed.example.com", func(e *health.Endpoint) { e.Identity = health.NewIdentity(pair) }, "answered ok", "200 OK"},
	} {
		e := n.endpoint(c.host)
		if c.change != nil {
			c.change(&e)
		}
		if o := ask(t, e, 8*time.Second); told(o) != c.want || !strings.Contains(o.Detail+" / "+o.Warn, c.says) {
			t.Errorf("%s %s: %s (%s / %s), want %s (%s)", c.host, e.Path, told(o), o.Detail, o.Warn, c.want, c.says)
		}
	}
}

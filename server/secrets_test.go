package server

import (
	"encoding/hex"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// Three secrets, as a file says them.
const (
	secretA = "e5e973e5a6b2a43f48e7dc849e37bfcf"
	secretB = "445536bcd2513298075a5d379663c962"
	secretC = "dd3bdf9344b678b185a6f5cb60fca715"
)

// secretive is a disk of which the configuration names a file of secrets.
func secretive(t *testing.T, text string) *disk {
	t.Helper()
	d := newDisk(t)
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncookies: {secrets: cookies}\n")
	if text != "" {
		d.write("cookies", text)
	}
	return d
}

// bearer asks a running server and keeps the cookie that it gets.
type bearer struct {
	*running
	cookie string // in hex, as the server gave it; "" before the first
}

// holds reports whether the cookie held, and keeps the new one if it is to.
func (b *bearer) holds(keep bool) bool {
	b.Helper()
	before := b.Rulings()
	m := question("note.example.com", dns.TypeTXT, "")
	own := "0123456789abcdef"
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: own + b.cookie})
	c := &dns.Client{Timeout: patience}
	in, _, err := c.Exchange(m, b.Addrs()[0].String())
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range in.IsEdns0().Option {
		if got, ok := o.(*dns.EDNS0_COOKIE); ok && keep {
			b.cookie = strings.TrimPrefix(got.Cookie, own)
		}
	}
	if raw, err := hex.DecodeString(b.cookie); err != nil || len(raw) != 16 {
		b.Fatalf("the cookie %q", b.cookie)
	}
	after := b.Rulings()
	if after.Proven+after.Exempt != before.Proven+before.Exempt+1 {
		b.Fatalf("counted %+v, then %+v", before, after)
	}
	return after.Proven > before.Proven
}

// A secret is rolled over without a restart and without a cookie that fails:
// first the new one is known beside the old, then it makes the cookies, then
// the old one goes (RFC 9018 5).
func TestSecretsRollOver(t *testing.T) {
	t.Parallel()
	b := &bearer{running: serve(t, secretive(t, secretA+"\n"))}
	if b.holds(true) {
		t.Error("no cookie held")
	}
	old := b.cookie
	for _, step := range []struct {
		text string
		held bool
	}{
		{secretA + "\n" + secretB + "\n", true},
		{secretB + "\n" + secretA + "\n", true},
		{secretB + "\n", true},
		{"oops\n", true},
		{secretC + "\n", false},
	} {
		b.put("cookies", step.text)
		if err := b.Reload(); (err != nil) != (step.text == "oops\n") {
			t.Error(err)
		}
		if got := b.holds(true); got != step.held {
			t.Errorf("after %q: held %t, want %t", step.text, got, step.held)
		}
	}
	if b.cookie = old; b.holds(false) {
		t.Error("a cookie of a secret that went holds")
	}
}

// The file is watched.
func TestSecretsAreWatched(t *testing.T) {
	t.Parallel()
	b := &bearer{running: serve(t, secretive(t, secretA+"\n"))}
	b.holds(true)
	b.put("cookies", secretB+"\n")
	b.soon("the new secret is used", func() bool { return !b.holds(false) })
}

// Who names no file has a secret that stays as long as the process, whatever is
// loaded.
func TestSecretAtRandom(t *testing.T) {
	t.Parallel()
	b := &bearer{running: serve(t, newDisk(t))}
	b.holds(true)
	b.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nrate_limit: {answers: 7}\nnsid: other\n")
	b.ok(b.Reload())
	if !b.holds(true) {
		t.Error("the cookie failed after a load")
	}
	other := &bearer{running: serve(t, newDisk(t)), cookie: b.cookie}
	if other.holds(false) {
		t.Error("two processes have the same secret")
	}
}

// New bounds hold for connections that come; counters outlive the sockets that
// counted.
func TestSocketsOverLoads(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	var open []net.Conn
	dial := func() {
		c, err := net.DialTimeout("tcp", r.Addrs()[0].String(), patience)
		r.ok(err)
		t.Cleanup(func() { c.Close() })
		open = append(open, c)
	}
	dial()
	dial()
	r.soon("both are open", func() bool { return r.Counters().Conns == 2 })
	r.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ntcp: {connections: 50, per_network: 1, idle: 77s}\n")
	r.ok(r.Reload())
	dial()
	r.soon("the first two went for the third", func() bool { return r.Counters().Evicted == 2 })
	for _, c := range open[:2] {
		r.ok(c.SetReadDeadline(time.Now().Add(patience)))
		if _, err := c.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
			t.Errorf("not ended: %v", err)
		}
	}
	before := r.Addrs()
	r.edit("geosrv.yaml", `listen: ["127.0.0.1:0"]`, `listen: ["127.0.0.2:0"]`)
	r.ok(r.Reload())
	if now := r.Addrs(); now[0] == before[0] || now[0].Addr() != netip.MustParseAddr("127.0.0.2") {
		t.Fatalf("listening on %s", now)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"one"`)
	if c := r.Counters(); c.UDP != 2 || c.Conns != 3 || c.Evicted != 2 {
		t.Errorf("%+v, want 2 by UDP, 3 connections, 2 evicted", c)
	}
	if got := r.Rulings(); got.Exempt != 2 {
		t.Errorf("%+v, want 2 exempt", got)
	}
}

// What was wrong and is right again is said, also where nothing else came of
// it; and the log tells how many secrets there are, never one of them.
func TestGoodAgainIsSaid(t *testing.T) {
	t.Parallel()
	r := serve(t, secretive(t, secretA+"\n"))
	r.write("cookies", "")
	r.soon("it is told", func() bool { return strings.Contains(r.log.String(), "no secret") })
	r.write("cookies", secretA+"\n")
	r.soon("that is told too", func() bool { return strings.Contains(r.log.String(), `msg="all files are good again"`) })
	r.write("cookies", secretA+"\n"+secretB+"\n")
	r.soon("there are two", func() bool { return strings.Contains(r.log.String(), "cookie_secrets=2") })
	log := r.log.String()
	if n := strings.Count(log, "good again"); n != 1 || strings.Contains(log, secretA) || !strings.Contains(log, "cookie_secrets=1") {
		t.Errorf("told %d times, want once:\n%s", n, log)
	}
}

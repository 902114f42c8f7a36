package server

import (
	"strings"
	"testing"
	"time"

	"geosrv/server/control"
	"geosrv/server/verbs"
)

// TestSafe: nobody is told that it is safe to stop what is still answered, or what
// is answered again before resolvers have forgotten it.
func TestSafe(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "none")
	d.edit("geosrv.yaml", "  ams: {site: ams, names: [access-ams.example.com]}\n",
		"  ams: {site: ams, names: [access-ams.example.com], servers: {edge1: [192.0.2.11], edge2: {behind: 192.0.2.12, probe: 127.0.0.2}}}\n")
	d.edit("example.com.zone", "note ", "access-ams A 192.0.2.12\nnote ")
	r, c, err := remembering(t, d)
	d.ok(err)
	for _, s := range []struct {
		selector, lasts, hint string
		safe                  bool
		want                  string
	}{
		{"server:edge1", "", "", true, "safe to stop server:edge1 from "},
		{"server:edge1", "2h", "", true, "safe to stop server:edge1 from "},
		{"server:edge1", "30s", "", false, "never safe to stop server:edge1: it ends at "},
		{"addr:192.0.2.11", "", "hint HTTPS 1 . alpn=h2 ipv4hint=203.0.113.7,192.0.2.11\n", false, "hint.example.com still answers: not for power-off"},
		{"addr:192.0.2.11", "", "hint HTTPS 1 . alpn=h2 ipv4hint=203.0.113.7\n", true, "safe to stop "},
		{"server:edge2", "", "", false, "access-ams.example.com still answers: not for power-off"},
		{"pool:ams", "", "", false, "access-ams.example.com still answers: not for power-off"},
	} {
		d.put("example.com.zone", strings.Replace(siteZone, "note ", "access-ams A 192.0.2.12\n"+s.hint+"note ", 1))
		d.ok(reload(t, c))
		began := time.Now()
		done, err := order(t, c, "drain", control.Order{Words: []string{s.selector}, For: s.lasts})
		d.ok(err)
		if said := strings.Join(done.Notes, "\n"); !strings.Contains(said, s.want) || (done.Safe != nil) != s.safe {
			t.Errorf("%+v: %v\n%s", s, done.Safe, said)
		}
		if done.Safe != nil && done.Safe.Sub(began) < time.Minute {
			t.Errorf("%+v: safe %v after it was asked for", s, done.Safe.Sub(began))
		}
		_, err = order(t, c, "undrain", control.Order{Words: []string{s.selector}})
		d.ok(err)
	}
	r.Close()
}

// TestAwaitGone: who waits until it is safe is told when it is answered again.
func TestAwaitGone(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "none")
	d.edit("example.com.zone", "note ", "access-ams A 192.0.2.12\nnote ")
	_, c, err := remembering(t, d)
	d.ok(err)
	gone := func(lasts time.Duration) (a control.Awaited) {
		d.ok(c.Ask(t.Context(), control.AwaitVerb, control.Await{Words: []string{"addr:192.0.2.11"}, Gone: true, Until: time.Now().Add(lasts)}, &a))
		return a
	}
	if a := gone(time.Hour); !a.Up || a.Left[0] != "access-ams.example.com" {
		t.Errorf("before: %+v", a)
	}
	_, err = order(t, c, "drain", control.Order{Words: []string{"addr:192.0.2.11"}, For: "500ms"})
	d.ok(err)
	if a := gone(-time.Hour); a.Up {
		t.Errorf("while it holds: %+v", a)
	}
	if a := gone(time.Hour); !a.Up {
		t.Errorf("behind its end: %+v", a)
	}
}

// TestAwaitBehind: a server behind a load balancer is up when its own probe says
// so.
func TestAwaitBehind(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "none")
	d.edit("geosrv.yaml", "  ams: {site: ams, names: [access-ams.example.com]}\n",
		"  ams: {site: ams, names: [access-ams.example.com], servers: {edge2: {behind: 192.0.2.11, probe: 127.0.0.2}, edge3: {behind: 192.0.2.11, probe: 127.0.0.3}}}\n")
	r, _, err := remembering(t, d)
	d.ok(err)
	up := func(server string) bool {
		pic, err := r.publisher.Picture(t.Context())
		d.ok(err)
		a, err := verbs.Awaited(pic, control.Await{Words: []string{"server:" + server}})
		d.ok(err)
		return a.Up
	}
	r.soon("both are up", func() bool { return up("edge2") && up("edge3") })
	r.edges.silence("127.0.0.2", true)
	r.soon("one is down", func() bool { return !up("edge2") && up("edge3") })
}

package server

import (
	"errors"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
	"geosrv/server/load"
	"geosrv/server/load/sitedir"
)

// controllable is a server with a control socket called s in its folder.
func controllable(t *testing.T) (*running, *control.Client) {
	t.Helper()
	d := newDisk(t)
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncontrol: s\n")
	r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
	s, err := Start(t.Context(), Options{
		Files: []string{d.path("geosrv.yaml")}, Probe: r.edges.probe, Control: true,
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	r.Server = s
	return r, clientOf(t, d.path("s"))
}

func clientOf(t *testing.T, path string) *control.Client {
	c := control.NewClient(path)
	t.Cleanup(c.Close)
	return c
}

func reload(t *testing.T, c *control.Client) error {
	return c.Ask(t.Context(), control.ReloadVerb, control.Reload{}, nil)
}

// The reply of a reload means that queries are answered from what was loaded:
// zones, overrides and all.
func TestReloadVerb(t *testing.T) {
	t.Parallel()
	r, c := controllable(t)
	for _, text := range []string{"two", "three", "four"} {
		r.put("example.com.zone", strings.Replace(siteZone, "one", text, 1))
		r.ok(reload(t, c))
		r.want("note.example.com", dns.TypeTXT, "", `"`+text+`"`)
	}
	r.put("overrides", "drain pool:ams\n")
	r.ok(reload(t, c))
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	r.put("overrides", "")
	r.ok(reload(t, c))
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	if want := "verb=reload by="; !strings.Contains(r.log.String(), want) {
		t.Errorf("the log does not say %s:\n%s", want, r.log)
	}
}

// What is wrong comes back line by line, beside what was done all the same.
func TestReloadVerbRefused(t *testing.T) {
	t.Parallel()
	r, c := controllable(t)
	r.put("example.com.zone", strings.Replace(siteZone, "192.0.2.11", "192.0.2.311", 1))
	r.put("plain/example.net.zone", "broken\n")
	var problems control.Problems
	if err := reload(t, c); !errors.As(err, &problems) || len(problems) < 2 ||
		!strings.HasPrefix(problems[0], r.path("example.com.zone")+":8:17: ") ||
		!strings.HasPrefix(problems[1], r.path("plain/example.net.zone")+":1:") {
		t.Errorf("got %v", err)
	}
	r.put("example.com.zone", strings.Replace(siteZone, "one", "two", 1))
	if err := reload(t, c); !errors.As(err, &problems) || !strings.HasPrefix(problems[0], r.path("plain/example.net.zone")) {
		t.Errorf("got %v", err)
	}
	r.want("note.example.com", dns.TypeTXT, "", `"two"`)
}

// The socket moves with the configuration, even while it is asked over the old
// one; one that cannot be had leaves the old one there.
func TestControlMoves(t *testing.T) {
	t.Parallel()
	r, c := controllable(t)
	r.edit("geosrv.yaml", "control: s\n", "control: none/s\n")
	want := r.path("geosrv.yaml") + ":2:10: control: " + r.path("none") + ": no such file or directory (make the folder, or choose another one)"
	if err := reload(t, c); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	r.edit("geosrv.yaml", "control: none/s\n", "control: other\n")
	r.ok(reload(t, c))
	r.ok(reload(t, clientOf(t, r.path("other"))))
	r.soon("the old socket is gone", func() bool { _, err := os.Lstat(r.path("s")); return os.IsNotExist(err) })
	r.edit("geosrv.yaml", "control: other\n", "control: none\n")
	r.ok(reload(t, clientOf(t, r.path("other"))))
	r.soon("the last socket is gone", func() bool { _, err := os.Lstat(r.path("other")); return os.IsNotExist(err) })
}

// A path that somebody chose and that cannot be had is an error at the start.
func TestControlStart(t *testing.T) {
	d := newDisk(t)
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncontrol: geosrv.yaml\n")
	_, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}, Probe: newFakeEdges().probe, Control: true})
	want := d.path("geosrv.yaml") + ":2:10: control: " + d.path("geosrv.yaml") + ": there is a file that is no socket (remove it, or choose another path)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// What a load changed, zone by zone. No watcher is here to load before us.
func TestDifference(t *testing.T) {
	d := newDisk(t)
	l := load.New(slog.New(slog.DiscardHandler), d.path("geosrv.yaml"))
	before, err := l.Load()
	d.ok(err)
	if got := difference(before, before); !reflect.DeepEqual(got, &control.Reloaded{Version: 1, Zones: []control.Zone{}, Others: []string{}}) {
		t.Errorf("from nothing: %+v", got)
	}
	d.edit("example.com.zone", "hostmaster 1 ", "hostmaster 2 ")
	d.remove("plain/example.org.db")
	d.put("plain/example.edu.zone", sitedir.Plain("example.edu", 4))
	d.put("overrides", "drain pool:ams\n")
	d.put("places.mmdb", sitedir.Places(t, 40, -74))
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nttl: 30s\n")
	after, err := l.Reload()
	d.ok(err)
	want := &control.Reloaded{Version: 2, Zones: []control.Zone{
		{Name: "example.com", File: d.path("example.com.zone"), Change: "changed", Before: 1, Serial: 2, Names: 7},
		{Name: "example.edu", File: d.path("plain/example.edu.zone"), Change: "new", Serial: 1, Names: 6},
		{Name: "example.org", File: d.path("plain/example.org.db"), Change: "gone", Before: 1},
	}, Others: []string{"configuration", "geo database", "overrides"}}
	if got := difference(before, after); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

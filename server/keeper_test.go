package server

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
)

// remembering starts a server over a disk of which the configuration says control
// and state.
func remembering(t *testing.T, d *disk) (*running, *control.Client, error) {
	t.Helper()
	r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
	s, err := Start(t.Context(), Options{
		Files: []string{d.path("geosrv.yaml")}, Probe: r.edges.probe, Control: true, Remember: true,
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(s.Close)
	r.Server = s
	return r, clientOf(t, d.path("s")), nil
}

func stateDisk(t *testing.T, dir string) *disk {
	d := newDisk(t)
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncontrol: s\nstate: "+dir+"\n")
	return d
}

// TestServerRemembers: what a verb said is said again by the next server, and a
// bad state file keeps nobody from serving.
func TestServerRemembers(t *testing.T) {
	d := stateDisk(t, "state")
	r, c, err := remembering(t, d)
	d.ok(err)
	done, err := order(t, c, "drain", control.Order{Words: []string{"pool:ams"}})
	d.ok(err)
	for _, n := range done.Notes {
		if strings.Contains(n, "restart would forget") {
			t.Error(n)
		}
	}
	r.Close()
	r, _, err = remembering(t, d)
	d.ok(err)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	r.Close()
	d.put("state/state", "rubbish")
	r, _, err = remembering(t, d)
	d.ok(err)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	if log := r.log.String(); !strings.Contains(log, "nothing is remembered of before") || !strings.Contains(log, "state.bad") {
		t.Errorf("logged\n%s", log)
	}
	if kept, err := os.ReadFile(d.path("state/state.bad")); err != nil || string(kept) != "rubbish" {
		t.Errorf("%q, %v", kept, err)
	}
}

// TestStateFolder: a folder that somebody chose and that cannot be had is an error
// at the start, and leaves things as they were at a reload.
func TestStateFolder(t *testing.T) {
	d := stateDisk(t, "geosrv.yaml")
	_, _, err := remembering(t, d)
	if want := d.path("geosrv.yaml") + ":3:8: state: " + d.path("geosrv.yaml") + " cannot be written to: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
	d.edit("geosrv.yaml", "state: geosrv.yaml", "state: one")
	r, c, err := remembering(t, d)
	d.ok(err)
	r.edit("geosrv.yaml", "state: one", "state: geosrv.yaml")
	if err := reload(t, c); err == nil || !strings.Contains(err.Error(), "cannot be written to") {
		t.Errorf("got %v", err)
	}
	if got := r.keeper.Dir(); got != d.path("one") {
		t.Errorf("it is at %s", got)
	}
	r.edit("geosrv.yaml", "state: geosrv.yaml", "state: two")
	r.ok(reload(t, c))
	if _, err := os.Stat(filepath.Join(d.path("two"), "state")); err != nil {
		t.Error(err)
	}
	r.edit("geosrv.yaml", "state: two", "state: none")
	r.ok(reload(t, c))
	if got := r.keeper.Dir(); got != "" {
		t.Errorf("it is at %s", got)
	}
}

// TestServerHook: a hook hears of a word.
func TestServerHook(t *testing.T) {
	d := stateDisk(t, "none")
	out := d.path("heard")
	d.ok(os.WriteFile(d.path("tell"), []byte("#!/bin/sh\ncat >> "+out+"; echo >> "+out+"\n"), 0o755))
	d.edit("geosrv.yaml", "state: none\n", "state: none\nhook: {exec: [./tell]}\n")
	r, c, err := remembering(t, d)
	d.ok(err)
	_, err = order(t, c, "freeze", control.Order{Reason: "strange"})
	d.ok(err)
	r.soon("the hook heard", func() bool {
		text, _ := os.ReadFile(out)
		return strings.Contains(string(text), `"words":"freeze"`) && strings.Contains(string(text), "strange")
	})
}

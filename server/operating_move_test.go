package server

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
)

// TestMoveToSilent: what is said of a move to a pool that is silent is what dig
// shows: nothing moves until it is up, but by a hard pin.
func TestMoveToSilent(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "none")
	d.edit("geosrv.yaml", "steer:\n", "groups:\n  fed: {policy: one, pools: [ams, nyc], sets: [sip.example.com], service: {check: tcp, port: 443}}\nsteer:\n")
	d.edit("example.com.zone", "note ", "sip A 192.0.2.11\nnote ")
	r, c, err := remembering(t, d)
	d.ok(err)
	fed := []string{"fed", "nyc"}
	r.soon("all have answered", func() bool { return proven(r) })
	r.edges.silence("198.51.100.11", true)
	r.soon("nyc is silent", func() bool {
		done, err := order(t, c, "move", control.Order{Words: fed, DryRun: true})
		return err == nil && strings.HasPrefix(done.Waiting, "fed: nyc is silent (tcp/tcp 198.51.100.11:443: timeout")
	})
	_, err = order(t, c, "move", control.Order{Words: fed})
	if err == nil || !strings.HasSuffix(err.Error(), "(geosrv move waits for that; --force says it now, and it moves as soon as it is up)") {
		t.Errorf("%v", err)
	}
	done, err := order(t, c, "move", control.Order{Words: fed, Force: true})
	d.ok(err)
	if said := strings.Join(done.Notes, "\n"); done.Waiting != "" || len(done.Moves) > 0 || !strings.Contains(said, ": it moves as soon as it is up (pin --hard leads there at once)") {
		t.Errorf("%+v", done)
	}
	r.want("sip.example.com", dns.TypeA, "", "192.0.2.11")
	done, err = order(t, c, "pin", control.Order{Words: fed, Hard: true, For: "1h"})
	d.ok(err)
	if said := strings.Join(done.Notes, "\n"); len(done.Moves) != 1 || !strings.Contains(said, "alarm: fed: nyc is silent") {
		t.Errorf("%+v", done)
	}
	r.want("sip.example.com", dns.TypeA, "", "198.51.100.11")
	_, err = order(t, c, "undo", control.Order{})
	d.ok(err)
	r.want("sip.example.com", dns.TypeA, "", "192.0.2.11")
}

// TestThawPreview: whoever thaws sees first what fell silent meanwhile, and is not
// kept from it.
func TestThawPreview(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "none")
	r, c, err := remembering(t, d)
	d.ok(err)
	r.soon("all have answered", func() bool { return proven(r) })
	_, err = order(t, c, "freeze", control.Order{})
	d.ok(err)
	r.edges.silence("192.0.2.11", true)
	r.soon("the preview says so", func() bool {
		done, err := order(t, c, "thaw", control.Order{DryRun: true})
		d.ok(err)
		return len(done.Moves) == 1 && done.Moves[0].From == "ams" && len(done.Leaves) == 1
	})
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	r.edges.silence("198.51.100.11", true)
	r.soon("nobody is left", func() bool {
		done, err := order(t, c, "thaw", control.Order{DryRun: true})
		d.ok(err)
		return len(done.Leaves) == 1 && done.Leaves[0].Live == 0
	})
	_, err = order(t, c, "thaw", control.Order{})
	d.ok(err)
}

// proven reports whether every endpoint has answered once.
func proven(r *running) bool {
	for _, s := range r.States() {
		if !s.Ever {
			return false
		}
	}
	return true
}

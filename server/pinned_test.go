package server

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestHardPinOnSilentPool: that a hard pin holds a group at a pool that falls
// silent is one event when it does, and one when that is over.
func TestHardPinOnSilentPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		var want []string
		expect := func(what string, event ...string) {
			t.Helper()
			time.Sleep(2 * time.Minute)
			want = append(want, event...)
			var got []string
			for _, e := range n.pub.journal.Events() {
				if e.Kind == "pin" {
					got = append(got, strings.Join(e.Groups, " ")+" "+e.Pool+": "+e.From+" -> "+e.To)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		const fell, over = "fed p1: pinned -> pinned, silent", "fed p1: pinned, silent -> over"
		p1 := []string{"192.0.1.0/24", "2001:db8:1::/48"}
		n.say("pin fed p1 --hard")
		n.say("pin gate p1")
		expect("pinned")
		n.edges.set("kill", p1)
		expect("dead", fell)
		expect("still dead")
		n.edges.set("revive", p1)
		expect("back", over)
		n.edges.set("kill", p1)
		expect("dead again", fell)
		n.say("pin fed p1")
		expect("a soft pin", over)
		n.say("pin fed p1 --hard")
		expect("said while it is dead", fell)
		n.say("pin fed p2 --hard")
		expect("elsewhere", over)
		n.kill()
	})
}

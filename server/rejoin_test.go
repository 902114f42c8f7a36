package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/operator"
	"geosrv/server/survey"
)

// drainFor says a drain that ends by itself, and writes it down.
func (n *night) drainFor(selector string, d time.Duration) {
	n.t.Helper()
	e, err := operator.Read([]string{"drain", selector})
	if err != nil {
		n.t.Fatal(err)
	}
	e.Until = time.Now().Add(d)
	if _, err := n.pub.Say(n.t.Context(), e); err != nil {
		n.t.Fatal(err)
	}
	if err := n.keeper.Write(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
}

// joining are the addresses, without ports, that are back from a drain and not
// proven.
func (n *night) joining() string {
	synctest.Wait()
	pic := n.picture()
	var out []string
	for i, joining := range pic.Inputs.Joining {
		if joining {
			out = append(out, pic.World.Roster.Endpoints[i].Addr.Addr().String())
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// TestRejoin: what a drain that ended by itself had named is on probation, also
// if it ended while the server was dead; after an undrain nothing is.
func TestRejoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(time.Minute)
		expect := func(when, want string) {
			t.Helper()
			if got := n.joining(); got != want {
				t.Errorf("%s: on probation are %q, want %q", when, got, want)
			}
		}
		n.drainFor("addr:192.0.1.1", time.Minute)
		time.Sleep(59 * time.Second)
		expect("in the drain", "")
		time.Sleep(2 * time.Second)
		expect("behind it", "192.0.1.1")
		time.Sleep(20 * time.Second)
		expect("after three answers", "")

		n.drainFor("pool:p2", time.Hour)
		n.say("undrain pool:p2")
		expect("taken back", "")

		time.Sleep(lately) // what ended in this time before a death is on probation once more
		n.drainFor("addr:192.0.1.0", 5*time.Minute)
		n.say("drain addr:192.0.3.1")
		n.kill()
		time.Sleep(6 * time.Minute)
		n.begin(somePieces())
		expect("ended while it was dead", "192.0.1.0")
		n.kill() // before anybody has answered
		n.begin(somePieces())
		expect("killed once more", "192.0.1.0")
		time.Sleep(20 * time.Second)
		expect("after three answers", "")
		n.kill()
		time.Sleep(2 * time.Hour)
		n.begin(somePieces()) // nothing is known of any endpoint
		expect("long dead", "")
		n.kill()
	})
}

// TestRejoinWhileFrozen: verdicts are held, and what a drain had named is on
// probation all the same.
func TestRejoinWhileFrozen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(time.Minute)
		n.drainFor("addr:192.0.1.1", time.Minute)
		n.say("freeze")
		time.Sleep(61 * time.Second)
		if got := n.joining(); got != "192.0.1.1" {
			t.Errorf("on probation: %q", got)
		}
		shown := ""
		for _, e := range survey.Of(n.picture()).Status().Endpoints {
			if strings.Contains(e.Key, "192.0.1.1:") && e.Verdict != "rising" {
				shown += fmt.Sprintln(e.Key, e.Verdict)
			}
		}
		if shown != "" {
			t.Errorf("status shows\n%s", shown)
		}
		n.kill()
	})
}

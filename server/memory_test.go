package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/state"
)

// night is a server's life of which only the state file is left at its end: a
// publisher and a runner, in virtual time.
type night struct {
	t      *testing.T
	dir    string
	log    *journalText
	pub    *Publisher
	run    *health.Runner
	keeper *state.Keeper
	edges  *edges
	stop   func()
}

// begin starts a server over a folder, as Start does.
func (n *night) begin(parts *pieces) {
	ctx, stop := context.WithCancel(n.t.Context())
	n.stop = stop
	log := slog.New(slog.NewTextHandler(n.log, nil))
	n.pub = NewPublisher(log)
	n.keeper = state.New(log, n.pub.remembered(), true)
	states := n.pub.Restore(n.keeper.Recall(config.State{Dir: n.dir}), time.Now())
	n.run = health.NewRunner(n.edges.probe, n.pub.Report, health.Remember(states))
	go n.pub.Run(ctx)
	w := parts.world(n.t)
	n.pub.Hand(1, w, Words{})
	<-n.pub.Ready()
	n.run.Set(w.Roster.Endpoints)
	if err := n.keeper.Settle(ctx, config.State{Dir: n.dir}); err != nil {
		n.t.Fatal(err)
	}
	go n.keeper.Run(ctx)
}

// kill ends it without a last word: what was not written is gone.
func (n *night) kill() {
	n.keeper.Close()
	n.run.Close()
	n.stop()
	synctest.Wait()
}

func (n *night) say(words string) {
	n.t.Helper()
	e, err := operator.Read(strings.Fields(words))
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.pub.Say(n.t.Context(), e); err != nil {
		n.t.Fatal(err)
	}
	if err := n.keeper.Write(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
}

func newNight(t *testing.T) *night {
	return &night{t: t, dir: t.TempDir(), log: &journalText{}, edges: &edges{}}
}

// key is the endpoint of an address in the pieces.
func (n *night) picture() *picture.Picture {
	n.t.Helper()
	pic, err := n.pub.Picture(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return pic
}

// silentIn are the endpoints of a network that are not up, with phase and answers
// in a row.
func silentIn(pic *picture.Picture, prefix string) (out []string) {
	for i, e := range pic.World.Roster.Endpoints {
		if s := pic.States[e.Key()]; strings.HasPrefix(e.Addr.String(), prefix) && pic.Inputs.Verdicts[i].Standing != health.Up {
			out = append(out, fmt.Sprintf("%s %d", s.Phase, s.Oks))
		}
	}
	return out
}

// TestKillWhileRising: a server that is killed while an endpoint has two of the
// three answers that it needs starts with it down, and it needs one more, not
// three and not none.
func TestKillWhileRising(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(20 * time.Second)
		n.edges.set("kill", []string{"192.0.1.0/24"})
		time.Sleep(time.Minute)
		n.edges.set("revive", []string{"192.0.1.0/24"})
		risen := func(oks int) bool {
			got := silentIn(n.picture(), "192.0.1.1:80")
			for _, s := range got {
				if s != fmt.Sprint("rising ", oks) {
					return false
				}
			}
			return len(got) > 0
		}
		for !risen(2) {
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(1500 * time.Millisecond) // until it is written
		before := silentIn(n.picture(), "192.0.1.1:80")
		n.kill()
		n.begin(somePieces())
		pic := n.picture()
		if after := silentIn(pic, "192.0.1.1:80"); fmt.Sprint(after) != fmt.Sprint(before) || !strings.HasPrefix(after[0], "rising 2") {
			t.Errorf("before %v, after the restart %v", before, after)
		}
		if len(pic.Unconfirmed) != len(pic.States) {
			t.Errorf("%d of %d restored states are unconfirmed", len(pic.Unconfirmed), len(pic.States))
		}
		time.Sleep(1200 * time.Millisecond) // every endpoint was probed once
		if got := silentIn(n.picture(), "192.0.1.1:80"); len(got) != 0 {
			t.Errorf("with the third answer: %v", got)
		}
		if left := n.picture().Unconfirmed; len(left) != 0 {
			t.Errorf("still unconfirmed: %v", left)
		}
		n.kill()
	})
}

// TestWordsAndMarksSurvive: what operators said and what is stood down survives
// kill -9, and any permutation or insertion in the configuration.
func TestWordsAndMarksSurvive(t *testing.T) {
	for seed := range uint64(2) {
		synctest.Test(t, func(t *testing.T) { survive(t, seed) })
	}
}

func survive(t *testing.T, seed uint64) {
	n := newNight(t)
	n.begin(somePieces())
	time.Sleep(20 * time.Second)
	n.edges.set("kill", []string{"192.0.0.0/24", "2001:db8::/48"}) // fed leaves p0 where that is the nearest
	time.Sleep(11 * time.Minute)                                   // longer than forgive
	n.edges.set("revive", []string{"192.0.0.0/24", "2001:db8::/48"})
	time.Sleep(2 * time.Minute)
	for _, words := range []string{"drain pool:p2", "force down addr:192.0.3.1", "pin gate p3", "disable _z._tcp.x.example"} {
		n.say(words)
	}
	if mark := n.picture().Marks[picture.MarkKey{Group: "fed", Pool: "p0"}]; !mark.Set() || mark.Back.IsZero() {
		t.Fatalf("p0 is not stood down: %v", mark)
	}
	time.Sleep(6 * time.Minute) // nothing is unsettled any more
	want, r := everyAnswer(t, n.pub.Plan()), rnd(seed)
	for range 2 {
		n.kill()
		parts := somePieces()
		parts.insert(r)
		parts.shuffle(r)
		n.begin(parts)
		time.Sleep(30 * time.Second)
		if got := everyAnswer(t, n.pub.Plan()); fmt.Sprint(got) != fmt.Sprint(want) {
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("got\n%s\nwant\n%s", got[i], want[i])
				}
			}
		}
	}
	n.kill()
}

// TestDrillEndsWhileDown: a drill that ends while no server runs takes back what it
// caused all the same.
func TestDrillEndsWhileDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(20 * time.Second)
		n.say("drill p0 --until " + time.Now().Add(30*time.Minute).Format(time.RFC3339))
		time.Sleep(10 * time.Minute)
		n.say("drill p0 --until " + time.Now().Add(15*time.Minute).Format(time.RFC3339)) // it goes on
		drilled := picture.MarkKey{Group: "fed", Pool: "p0"}
		if m := n.picture().Marks; !m[drilled].Set() {
			t.Fatalf("before: %v", m)
		}
		for range 2 { // while it goes on, and behind its end
			n.kill()
			time.Sleep(12 * time.Minute)
			n.begin(somePieces())
			time.Sleep(time.Minute)
		}
		if m := n.picture().Marks; m[drilled].Set() {
			t.Errorf("behind its end: %v", m)
		}
		n.kill()
	})
}

// TestClockSetBackOvernight: a server that is killed while it waits for return_after,
// and started with a clock that was set back by a day, waits no longer than that, and
// what people say then is newer than what they said before.
func TestClockSetBackOvernight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(20 * time.Second)
		n.say("drill p1 --until " + time.Now().Add(24*time.Hour).Format(time.RFC3339))
		n.edges.set("kill", []string{"192.0.3.0/24", "2001:db8:3::/48"}) // web leaves p3
		time.Sleep(2 * time.Minute)
		n.edges.set("revive", []string{"192.0.3.0/24", "2001:db8:3::/48"})
		left := picture.MarkKey{Group: "web.x.example", Pool: "p3"}
		for n.picture().Marks[left].Back.IsZero() {
			time.Sleep(time.Second)
		}
		time.Sleep(2 * time.Second) // until it is written
		n.kill()
		setBack(t, n.dir, 24*time.Hour)
		n.begin(somePieces())
		if m := n.picture().Marks[left]; !m.Set() || m.Back.IsZero() || m.Back.After(time.Now()) {
			t.Errorf("at the start: %v", m)
		}
		time.Sleep(2 * time.Minute)
		if m := n.picture().Marks[left]; m.Set() {
			t.Errorf("return_after later: %v", m)
		}
		for _, e := range n.picture().Said.Entries {
			if e.At.After(time.Now()) {
				t.Errorf("%s was said at %s", e.String(), e.At)
			}
		}
		n.kill()
	})
}

// setBack makes of a state file what a clock that was set back finds of it.
func setBack(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	file := filepath.Join(dir, "state")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := state.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	add := func(times ...*time.Time) {
		for _, at := range times {
			if !at.IsZero() {
				*at = at.Add(by)
			}
		}
	}
	for key, s := range m.States {
		add(&s.Since, &s.Changed, &s.DownSince, &s.Better, &s.Failing, &s.Steady, &s.Relieving, &s.Answered, &s.Last.Began)
		m.States[key] = s
	}
	for i := range m.Marks {
		add(&m.Marks[i].Since, &m.Marks[i].Back)
	}
	for i := range m.Said.Entries {
		add(&m.Said.Entries[i].At)
	}
	if text, err = state.Encode(m); err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

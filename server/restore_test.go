package server

import (
	"math/rand/v2"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/state"
	"geosrv/server/steer"
)

func rnd(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 11)) }

// someMemory has one of everything.
func someMemory() *state.Memory {
	at := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	l, _ := new(operator.Ledger).Say(operator.Entry{
		Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "ams"}, Author: "anna", Reason: "disks", At: at, Until: at.Add(time.Hour),
	})
	return &state.Memory{
		States: map[string]health.State{"tcp/tcp 192.0.2.1:9": {Phase: health.PhaseRising, Oks: 2, Ever: true, Since: at, Last: health.Observation{Began: at, Reason: "ok"}}},
		Marks:  []state.Mark{{Group: "fed", Pool: "ams", Since: at, Why: "silent"}},
		Said:   l,
	}
}

// TestRestore: a state counts while it is fresh; marks and words always do, also
// where the clock was set back.
func TestRestore(t *testing.T) {
	m := someMemory()
	at := m.Marks[0].Since
	for later, want := range map[time.Duration]int{time.Minute: 1, 10 * time.Minute: 1, 11 * time.Minute: 0, -2 * time.Minute: 0} {
		p := NewPublisher(nil)
		if got := p.Restore(m, at.Add(later)); len(got) != want || len(p.unconfirmed) != want {
			t.Errorf("%s later: %v", later, got)
		}
		if mark := p.marks[picture.MarkKey{Group: "fed", Pool: "ams"}]; mark.Why != steer.IsSilent || !mark.Since.Equal(at.Add(min(later, 0))) || len(p.said.Entries) != 1 {
			t.Errorf("%s later: %v, %v", later, p.marks, p.said)
		}
	}
}

// TestRemarkable: what an endpoint tells that is up, or down, for long is not
// worth a write; a counter that decides is.
func TestRemarkable(t *testing.T) {
	up, rising := health.State{Phase: health.PhaseUp, Ever: true, Oks: 7}, health.State{Phase: health.PhaseRising, Ever: true, Oks: 1}
	more := func(s health.State) health.State {
		s.Oks++
		s.Last.Took, s.Answered = time.Second, time.Unix(s.Answered.Unix()+5, 0)
		return s
	}
	if remarkable(up, more(up)) || !remarkable(rising, more(rising)) || !remarkable(up, rising) {
		t.Error(remarkable(up, more(up)), remarkable(rising, more(rising)), remarkable(up, rising))
	}
}

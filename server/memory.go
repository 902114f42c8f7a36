package server

import (
	"context"
	"slices"
	"strings"
	"time"

	"geosrv/health"
	"geosrv/server/picture"
	"geosrv/server/state"
	"geosrv/server/steer"
)

// fresh is how old the latest probe of an endpoint may be for its state to count
// after a restart: long enough for a machine to reboot, short enough that what is
// shown as silent was so a moment ago.
const fresh = 10 * time.Minute

// memory is what the publisher knows of what is remembered. Make it with
// newMemory. All but changed belongs to the publisher's goroutine.
type memory struct {
	changed     chan struct{}   // capacity 1: something is worth writing down
	unconfirmed map[string]bool // restored states that no probe has confirmed
}

func newMemory() memory {
	return memory{changed: make(chan struct{}, 1), unconfirmed: map[string]bool{}}
}

// news says that something is worth writing down. It never blocks.
func (m *memory) news() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// reported takes over the state of an endpoint after a probe.
func (p *Publisher) reported(key string, s health.State) {
	delete(p.unconfirmed, key)
	if remarkable(p.states[key], s) {
		p.news()
	}
	p.states[key] = s
}

// remarkable reports whether a state tells more than that all goes on as before:
// counters count while something is open, not in an endpoint that has been up, or
// down, for a day.
func remarkable(before, now health.State) bool {
	before.Last, now.Last = health.Observation{}, health.Observation{}
	before.Answered = now.Answered
	if before.Phase == now.Phase && (now.Phase == health.PhaseUp || now.Phase == health.PhaseDown) {
		before.Oks, now.Oks, before.Fails, now.Fails = 0, 0, 0, 0
		before.Answered, now.Answered = time.Time{}, time.Time{}
	}
	return before != now
}

// Restore gives what was remembered to a publisher that does not run yet. States
// that are not fresh are left out: what they say may have changed since. It returns
// those that are.
func (p *Publisher) Restore(m *state.Memory, now time.Time) map[string]health.State {
	for key, s := range m.States {
		if age := now.Sub(s.Last.Began); age >= -time.Minute && age <= fresh {
			p.states[key], p.unconfirmed[key] = s.Recalled(now), true
		}
	}
	for _, mark := range m.Marks {
		was := steer.Mark{Since: mark.Since, Back: mark.Back, Why: reasonOf(mark.Why)}
		p.marks[picture.MarkKey{Group: mark.Group, Pool: mark.Pool}] = was.Recalled(now)
	}
	if m.Said != nil {
		p.said = m.Said.Recalled(now)
		p.drilled(now)
		p.drainedBefore(now)
	}
	return copied(p.states)
}

// memorize is what is to be remembered of a picture.
func memorize(pic *picture.Picture) *state.Memory {
	m := &state.Memory{States: acted(pic), Said: pic.Said, Marks: []state.Mark{}}
	for key, mark := range pic.Marks {
		m.Marks = append(m.Marks, state.Mark{Group: key.Group, Pool: key.Pool, Since: mark.Since, Back: mark.Back, Why: mark.Why.String()})
	}
	slices.SortFunc(m.Marks, func(a, b state.Mark) int {
		return strings.Compare(a.Group+"\x00"+a.Pool, b.Group+"\x00"+b.Pool)
	})
	return m
}

// remembered is the publisher as the source of what is to be remembered.
func (p *Publisher) remembered() state.Source {
	return state.Source{News: p.changed, Memory: func(ctx context.Context) (*state.Memory, error) {
		pic, err := p.Picture(ctx)
		if err != nil {
			return nil, err
		}
		return memorize(pic), nil
	}}
}

// reasonOf finds a reason by its word; a word of another version is silence.
func reasonOf(word string) steer.Reason {
	for r := steer.Chosen; r <= steer.Forced; r++ {
		if r.String() == word {
			return r
		}
	}
	return steer.IsSilent
}

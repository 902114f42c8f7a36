package health_test

import (
	"container/heap"
	"fmt"
	"testing"
	"time"

	"geosrv/health"
)

// fate is what becomes of a probe that is sent at some moment.
type fate uint8

const (
	answered fate = iota
	lost          // no answer
	refused       // an answer that says no
	local         // it cannot even be sent
)

// world is a pure simulation: subjects that are probed as a runner would,
// states, doubt, and the verdicts that come of it. Nothing waits; time is a
// number.
type world struct {
	t        *testing.T
	now      time.Time
	timing   health.Timing
	subjects []health.Subject
	rtt      []time.Duration
	states   []health.State
	busy     []bool
	hurried  []bool
	turn     []int // of the next probe: a later one makes an earlier one void
	doubt    *health.Doubt
	verdicts []health.Verdict
	events   events
	fate     func(i int, at time.Time) fate
	changes  []string
	silent   []time.Time // when each was acted on
	alarm    time.Duration
	alarmed  time.Time
	probes   int
}

type event struct {
	at    time.Time
	begin bool
	i     int // -1: look again
	turn  int
	o     health.Observation
}

type events []event

func (e events) Len() int           { return len(e) }
func (e events) Less(i, j int) bool { return e[i].at.Before(e[j].at) }
func (e events) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)        { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// newWorld begins at a time at which everything is to be probed within the
// first second, at phases drawn by rnd.
func newWorld(t *testing.T, timing health.Timing, subjects []health.Subject, rnd func(n int) int) *world {
	n := len(subjects)
	w := &world{
		t: t, now: time.Unix(1e9, 0), timing: timing, subjects: subjects, doubt: health.NewDoubt(subjects, nil, nil),
		rtt: make([]time.Duration, n), states: make([]health.State, n), busy: make([]bool, n), hurried: make([]bool, n),
		turn: make([]int, n), verdicts: make([]health.Verdict, n), silent: make([]time.Time, n),
		fate: func(int, time.Time) fate { return answered },
	}
	for i := range subjects {
		w.verdicts[i].Never = true
		w.rtt[i] = time.Duration(1+rnd(150)) * time.Millisecond
		w.plan(i, time.Duration(rnd(1000))*time.Millisecond)
	}
	return w
}

func (w *world) plan(i int, in time.Duration) {
	w.turn[i]++
	heap.Push(&w.events, event{at: w.now.Add(in), begin: true, i: i, turn: w.turn[i]})
}

// run plays for so long.
func (w *world) run(d time.Duration) {
	end := w.now.Add(d)
	for len(w.events) > 0 && !w.events[0].at.After(end) {
		e := heap.Pop(&w.events).(event)
		w.now = e.at
		switch {
		case e.i < 0:
			w.join(-1)
		case e.begin && e.turn == w.turn[e.i] && !w.busy[e.i]:
			w.begin(e.i)
		case !e.begin:
			w.end(e.i, e.o)
		}
	}
	w.now = end
}

// begin sends a probe: three packets, 300 ms apart, of which one must have its
// answer before the timeout.
func (w *world) begin(i int) {
	w.busy[i], w.hurried[i] = true, false
	w.probes++
	o := health.Observation{Outcome: health.Failed, Reason: health.ReasonTimeout, Began: w.now, Took: w.timing.Timeout}
	for _, after := range [...]time.Duration{0, 300 * time.Millisecond, 600 * time.Millisecond} {
		sent := w.now.Add(after)
		word := w.fate(i, sent)
		if word == answered {
			word = w.fate(i, sent.Add(w.rtt[i])) // the answer has to come back
		}
		if word == lost {
			continue
		}
		switch word {
		case answered:
			o = health.Observation{Reason: health.ReasonOK}
		case refused:
			o.Reason = health.ReasonRefused
		case local:
			o.Reason = health.ReasonLocal
		}
		o.Began, o.Took = w.now, after+w.rtt[i]
		break
	}
	heap.Push(&w.events, event{at: w.now.Add(o.Took), i: i, o: o})
}

func (w *world) end(i int, o health.Observation) {
	w.busy[i] = false
	w.states[i] = health.Step(w.states[i], o, w.timing)
	least, most := w.states[i].Pace(w.timing)
	pace := least + time.Duration(int64(w.probes*7919%200)*int64(most-least)/200)
	if w.hurried[i] {
		pace = 0
	}
	w.plan(i, max(o.Began.Add(pace).Sub(w.now), 0))
	w.doubt.See(i, w.states[i])
	w.join(i)
}

// join does what the publisher does after a probe of i.
func (w *world) join(i int) {
	if i >= 0 {
		w.judge(i)
	}
	for _, waiting := range w.doubt.Waiting(w.now) {
		w.judge(waiting)
	}
	keys, again := w.doubt.Asks(w.now)
	for _, k := range keys {
		w.hurry(k)
	}
	if !again.IsZero() {
		heap.Push(&w.events, event{at: again, i: -1})
	}
	for key, s := range w.doubt.Pardons() {
		for i := range w.subjects {
			if w.subjects[i].Key == key {
				w.states[i] = s
			}
		}
	}
	blind := len(w.doubt.Blind()) > 0
	switch {
	case blind && w.alarmed.IsZero():
		w.alarmed = w.now
	case !blind && !w.alarmed.IsZero():
		w.alarm += w.now.Sub(w.alarmed)
		w.alarmed = time.Time{}
	}
}

func (w *world) judge(i int) {
	if w.subjects[i].Reference {
		return
	}
	v, until := w.states[i].Verdict(w.now)
	v, _ = w.doubt.Rule(i, v, until, w.now)
	if before := w.verdicts[i]; before.Standing != v.Standing {
		w.changes = append(w.changes, fmt.Sprintf("%s %s -> %s at %s", w.subjects[i].Key, before.Standing, v.Standing, w.now.Sub(time.Unix(1e9, 0))))
		if w.silent[i] = (time.Time{}); v.Standing == health.Silent {
			w.silent[i] = w.now
		}
	}
	w.verdicts[i] = v
}

func (w *world) hurry(key string) {
	for i, s := range w.subjects {
		if s.Key != key {
			continue
		}
		if w.busy[i] {
			w.hurried[i] = true
		} else {
			w.plan(i, 0)
		}
	}
}

// estate lists so many servers at each of so many sites, and references.
func estate(sites, servers, references int) (out []health.Subject) {
	for s := range sites {
		for n := range servers {
			out = append(out, health.Subject{Key: fmt.Sprintf("s%d/%d", s, n), Site: fmt.Sprintf("s%d", s), Timing: health.DefaultTiming()})
		}
	}
	for r := range references {
		out = append(out, health.Subject{Key: fmt.Sprintf("ref%d", r), Reference: true, Timing: health.DefaultTiming()})
	}
	return out
}

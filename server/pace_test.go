package server

import (
	"testing"
	"time"
)

// TestPace: four at once after a pause, then one for each gap, or for as long
// as the last one took.
func TestPace(t *testing.T) {
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	var p pace
	for i := range 4 {
		if w := p.wait(now); w != 0 {
			t.Fatalf("publish %d after a pause waits %v", i+1, w)
		}
		p.spend(0)
	}
	if w := p.wait(now); w != gap {
		t.Fatalf("the fifth waits %v, want %v", w, gap)
	}
	now = now.Add(gap)
	if w := p.wait(now); w != 0 {
		t.Fatalf("after a gap it waits %v", w)
	}
	p.spend(10 * gap)
	now = now.Add(10 * gap)
	if w := p.wait(now); w != 10*gap {
		t.Fatalf("after a long publish it waits %v, want %v", w, 10*gap)
	}
	if w := p.wait(now.Add(time.Hour)); w != 0 {
		t.Fatalf("after an hour it waits %v", w)
	}
}

// TestPaceLeavesHalf: publishes that never stop take half of the time, be they
// long, and no more than 200 a second, be they short.
func TestPaceLeavesHalf(t *testing.T) {
	for took, want := range map[time.Duration]int{0: 1955, time.Millisecond: 1955, 20 * time.Millisecond: 251, 100 * time.Millisecond: 51} {
		start := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
		now, n := start, 0
		for p := new(pace); now.Sub(start) < 10*time.Second; n++ {
			now = now.Add(p.wait(now)).Add(took)
			p.spend(took)
		}
		if n > want || n < want-3 {
			t.Errorf("publishes of %v: %d in ten seconds, want %d", took, n, want)
		}
	}
}

// TestPacePressed: who waits pays no more than a verdict does, however long it took,
// and lets nobody wait for longer than a gap.
func TestPacePressed(t *testing.T) {
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	p := pace{at: now, pressed: true}
	for i := range 100 {
		p.spend(time.Second)
		if w := p.wait(now); w > gap || (w == gap) != (i >= 3) {
			t.Fatalf("after %d in a moment the next waits %v", i+1, w)
		}
	}
	p.pressed = false
	p.spend(10 * gap)
	before := p.wait(now)
	p.pressed = true
	if p.spend(0); p.wait(now) != before {
		t.Fatalf("behind a long publish one that is pressed moves the next from %v to %v", before, p.wait(now))
	}
}

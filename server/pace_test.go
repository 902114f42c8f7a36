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
	if w := p.wait(now); w != 10*gap {
		t.Fatalf("after a long publish it waits %v, want %v", w, 10*gap)
	}
	if w := p.wait(now.Add(time.Hour)); w != 0 {
		t.Fatalf("after an hour it waits %v", w)
	}
}

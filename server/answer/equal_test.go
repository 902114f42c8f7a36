package answer

import (
	"testing"

	"geosrv/server/steer"
)

// TestSlabsEqual changes one thing of a slab at a time.
func TestSlabsEqual(t *testing.T) {
	slabOf := func(change func(*slab)) *slab {
		s := &slab{data: []byte{1}, cuts: []cut{{1, 1}}, slots: [2][]block{{{off: 1}}, {{off: 1}}}}
		change(s)
		return s
	}
	same := slabOf(func(*slab) {})
	if !same.equal(slabOf(func(*slab) {})) {
		t.Error("a slab is not what it is")
	}
	for what, change := range map[string]func(*slab){
		"data":        func(s *slab) { s.data[0] = 2 },
		"cuts":        func(s *slab) { s.cuts[0].ar = 2 },
		"plain slots": func(s *slab) { s.slots[0][0].an = 2 },
		"DO slots":    func(s *slab) { s.slots[1][0].an = 2 },
	} {
		if same.equal(slabOf(change)) {
			t.Errorf("other %s, and equal", what)
		}
	}
}

// TestLaddersEqual does so with ladders.
func TestLaddersEqual(t *testing.T) {
	of := func(change func(*ladders)) *ladders {
		l := &ladders{
			data: []byte{1}, parts: []part{{n: 1}}, carried: []carry{{n: 1}}, variant: []uint16{0},
			rungs: [][]steer.Rung{{{Priority: 10}}},
		}
		change(l)
		return l
	}
	same := of(func(*ladders) {})
	if none := (*ladders)(nil); !same.equal(of(func(*ladders) {})) || !none.equal(nil) || none.equal(same) || same.equal(nil) {
		t.Error("a ladder is not what it is")
	}
	for what, change := range map[string]func(*ladders){
		"data":    func(l *ladders) { l.data[0] = 2 },
		"parts":   func(l *ladders) { l.parts[0].n = 2 },
		"carried": func(l *ladders) { l.carried[0].n = 2 },
		"variant": func(l *ladders) { l.variant[0] = 2 },
		"rungs":   func(l *ladders) { l.rungs[0][0].Priority = 20 },
	} {
		if same.equal(of(change)) {
			t.Errorf("other %s, and equal", what)
		}
	}
}

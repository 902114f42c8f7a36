package answer

import (
	"testing"
)

// TestFit: whole additional RRsets are left off from the end, the answer
// section never.
func TestFit(t *testing.T) {
	s := &slab{cuts: []cut{{0, 0}, {60, 2}, {75, 3}, {120, 5}}}
	b := &block{answer: 40, full: 120, an: 2, ar: 5, cut: 1, cuts: 3}
	for _, c := range []struct {
		room, n int
		ar      uint16
		ok      bool
	}{
		{39, 0, 0, false},
		{40, 40, 0, true},
		{59, 40, 0, true},
		{60, 60, 2, true},
		{74, 60, 2, true},
		{75, 75, 3, true},
		{119, 75, 3, true},
		{120, 120, 5, true},
		{4000, 120, 5, true},
	} {
		n, ar, ok := s.fit(b, c.room)
		if n != c.n || ar != c.ar || ok != c.ok {
			t.Errorf("room %d: %d octets, %d additional, %v; want %d, %d, %v", c.room, n, ar, ok, c.n, c.ar, c.ok)
		}
	}
}

// TestCopyRotates: records of one size take turns at the front, and what
// stands behind the answer section stays.
func TestCopyRotates(t *testing.T) {
	s := &slab{data: []byte("--aabbccXY")}
	b := &block{off: 2, answer: 6, full: 8, an: 3, stride: 2}
	for turn, want := range []string{"aabbccXY", "bbccaaXY", "ccaabbXY", "aabbccXY"} {
		out := make([]byte, 16)
		if n := s.copyTo(out, b, 8, uint32(turn)); string(out[:n]) != want {
			t.Errorf("turn %d: %q, want %q", turn, out[:n], want)
		}
	}
	b.stride = 0
	out := make([]byte, 16)
	if n := s.copyTo(out, b, 6, 1); string(out[:n]) != "aabbcc" {
		t.Errorf("without a stride: %q", out[:n])
	}
}

// TestAdditionalLimit: above its limit a slab grows by answers alone.
func TestAdditionalLimit(t *testing.T) {
	b := &builder{limit: 40}
	rr := make([]byte, 20)
	rr[lengthAt+1] = 8
	for range 3 {
		b.begin(1)
		b.record(toQuestion, typeA, 60, 0)
		b.answered(1, 0)
		b.additional(headerLen, rr, 1)
		b.end()
	}
	for i, want := range []uint16{32, 12, 12} {
		if got := b.slots[0][i].full; got != want {
			t.Errorf("block %d has %d octets, want %d", i, got, want)
		}
	}
}

package server

import (
	"testing"
	"time"
)

const athome = "ladder ams nyc, federation ams ams, web ams nyc"

// tick is how closely answers are looked at.
const tick = 100 * time.Millisecond

// TestTimeline1Phases: how long until the ladder leaves a site that is gone. The
// column was reckoned with a timeout of 2 s; the shipped one is 3 s, and a black
// hole costs up to three of them.
func TestTimeline1Phases(t *testing.T) {
	for _, c := range []struct {
		what, mode, timeout string
		p50, p99            time.Duration
	}{
		{"refused", "kill", "3s", 4600 * time.Millisecond, 6300 * time.Millisecond},
		{"black hole, timeout 2s", "blackhole", "2s", 10500 * time.Millisecond, 12200 * time.Millisecond},
		{"black hole, as shipped", "blackhole", "3s", 13500 * time.Millisecond, 15200 * time.Millisecond},
	} {
		var all []time.Duration
		phases(t, "timeline-1", times(20, 200), func(s *stage) {
			s.edges.set(c.mode, []string{"192.0.2.0/24"})
			all = append(all, until(tick, time.Minute, func() bool { return s.ladder(fromEU) == "nyc" }))
		}, "probe: {", "probe: {timeout: "+c.timeout+", ")
		bound(t, c.what, all, c.p50, c.p99)
	}
}

// TestTimeline2Phases: nobody drains anything on patch night, and nothing stays
// moved. A machine that reboots is a black hole.
func TestTimeline2Phases(t *testing.T) {
	demoted, moved, n := 0, 0, times(20, 200)
	phases(t, "timeline-2", n, func(s *stage) {
		s.edges.set("blackhole", []string{"192.0.2.11"})
		pass(180 * time.Second)
		s.edges.set("revive", []string{"192.0.2.11"})
		pass(3 * time.Second)
		s.edges.set("blackhole", []string{"192.0.2.21"})
		if until(tick, 30*time.Second, func() bool { return s.ladder(fromEU) != "ams" }) < 30*time.Second {
			demoted++
		}
		pass(150 * time.Second)
		s.edges.set("revive", []string{"192.0.2.21"})
		pass(240 * time.Second)
		if s.all() != athome {
			moved++
		}
	})
	t.Logf("the ladder left for some seconds in %d of %d phases", demoted, n)
	if moved > 0 {
		t.Errorf("something stayed moved in %d of %d phases", moved, n)
	}
}

// TestTimeline3Phases: resets of any length at three in the morning; at nine all
// is home.
func TestTimeline3Phases(t *testing.T) {
	for _, length := range []time.Duration{1, 2, 3, 5, 8, 30} {
		length *= time.Second
		fell, n := 0, times(5, 50)
		phases(t, "timeline-3", n, func(s *stage) {
			s.edges.set("kill", []string{"192.0.2.0/24"})
			pass(length)
			s.edges.set("revive", []string{"192.0.2.0/24"})
			if until(tick, 5*time.Second, func() bool { return s.ladder(fromEU) != "ams" }) < 5*time.Second {
				fell++
				if back := until(tick, time.Minute, func() bool { return s.ladder(fromEU) == "ams" }); back > 45*time.Second {
					t.Errorf("%v: the ladder was away for %v more", length, back)
				}
			}
			pass(3 * time.Minute)
			if is := s.all(); is != athome {
				t.Errorf("%v: %s", length, is)
			}
		})
		t.Logf("%v: the ladder left for some seconds in %d of %d phases", length, fell, n)
		if length == time.Second && fell > 0 {
			t.Errorf("a second of resets moved the ladder in %d of %d phases", fell, n)
		}
	}
}

// TestTimeline5Phases: who is cut off changes nothing, and two of three sites
// that really die are left.
func TestTimeline5Phases(t *testing.T) {
	for file, far := range map[string][]string{
		"timeline-5-two-sites":   {"198.51.100.0/24", "233.252.0.0/24"},
		"timeline-5-three-sites": {"198.51.100.0/24", "203.0.113.0/24", "233.252.0.0/24"},
	} {
		phases(t, file, times(5, 100), func(s *stage) {
			before := s.all()
			s.edges.set("cut", far)
			if changed := until(5*time.Second, 5*time.Minute, func() bool { return s.all() != before }); changed < 5*time.Minute {
				t.Errorf("%s: %v after the cut: %s", file, changed, s.all())
			}
			s.edges.set("revive", far)
			if changed := until(5*time.Second, 2*time.Minute, func() bool { return s.all() != before }); changed < 2*time.Minute {
				t.Errorf("%s: %v after it was over: %s", file, changed, s.all())
			}
		})
	}
	phases(t, "timeline-5-three-sites", times(5, 100), func(s *stage) {
		s.edges.set("blackhole", []string{"192.0.2.0/24", "198.51.100.0/24"})
		const want = "ladder sin sin, federation sin sin, web sin sin"
		if took := until(tick, time.Minute, func() bool { return s.all() == want }); took > 17*time.Second {
			t.Errorf("two sites died and the third was promoted after %v: %s", took, s.all())
		}
	})
}

// TestTimeline7Phases: ports that were never open do not hide that ams died.
func TestTimeline7Phases(t *testing.T) {
	phases(t, "timeline-7", times(5, 100), func(s *stage) {
		s.edges.set("kill", []string{"port:5061@198.51.100.0/24", "port:5061@203.0.113.0/24", "port:5269@198.51.100.0/24", "port:5269@203.0.113.0/24"})
		pass(2 * time.Minute)
		s.edges.set("blackhole", []string{"192.0.2.0/24"})
		if took := until(tick, time.Minute, func() bool { return s.ladder(fromEU) == "nyc" }); took > 17*time.Second {
			t.Errorf("the ladder left after %v", took)
		}
	})
}

package listen

import (
	"testing"
	"testing/synctest"
	"time"
)

// T-2 for those who wait already: in a crowd the time is two seconds, and only
// until the crowd is gone.
func TestT2CrowdShortensIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r, count := NewRegister(Limits{Connections: 8, PerNetwork: 8}), new(tally)
		var all []*entry
		for range 7 {
			all = append(all, joins(r, "192.0.2.1:1", count))
			time.Sleep(100 * time.Millisecond)
		}
		if got := r.idleTime(0); got != 2*time.Second {
			t.Errorf("in a crowd one may idle %v, want 2s", got)
		}
		all[1].touch() // at 700 ms
		var gone [7]time.Duration
		for time.Since(start) < 15*time.Second {
			time.Sleep(10 * time.Millisecond)
			synctest.Wait()
			for i, e := range all {
				if ended(e) && gone[i] == 0 {
					gone[i] = time.Since(start)
				}
			}
		}
		// Three go, then half of the limit is used and no more.
		want := [7]time.Duration{2000 * time.Millisecond, 0, 2200 * time.Millisecond, 2300 * time.Millisecond}
		for i := range want {
			if d := gone[i] - want[i]; d < 0 || d > 10*time.Millisecond {
				t.Errorf("number %d ended after %v, want %v", i, gone[i], want[i])
			}
		}
		if r.Open() != 4 || count.idle.Load() != 3 || count.evicted.Load() != 0 || r.idleTime(0) != 10*time.Second {
			t.Errorf("%d open, %d idle, %d evicted, %v allowed; want 4, 3, 0, 10s",
				r.Open(), count.idle.Load(), count.evicted.Load(), r.idleTime(0))
		}
	})
}

// A sweep of many goes in steps.
func TestT2SweepGoesInSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegister(Limits{Connections: 300, PerNetwork: 300})
		for range 300 {
			joins(r, "192.0.2.1:1", new(tally))
		}
		time.Sleep(2 * time.Second)
		for _, want := range []int{236, 172, 150, 150} {
			synctest.Wait()
			if got := r.Open(); got != want {
				t.Errorf("%d open, want %d", got, want)
			}
			time.Sleep(5*time.Millisecond - time.Nanosecond)
			synctest.Wait()
			if got := r.Open(); got != want {
				t.Errorf("%d open within 5 ms, want %d", got, want)
			}
			time.Sleep(time.Nanosecond)
		}
	})
}

// The server's own idle time goes before that of the register.
func TestT2IdleTime(t *testing.T) {
	r := NewRegister(Limits{Connections: 1, Idle: 30 * time.Second})
	for _, c := range []struct{ own, want time.Duration }{{0, 30 * time.Second}, {5 * time.Second, 5 * time.Second}} {
		if got := r.idleTime(c.own); got != c.want {
			t.Errorf("own %v: %v, want %v", c.own, got, c.want)
		}
	}
	joins(r, "192.0.2.1:1", new(tally))
	for _, c := range []struct{ own, want time.Duration }{{0, 2 * time.Second}, {time.Second, time.Second}} {
		if got := r.idleTime(c.own); got != c.want {
			t.Errorf("own %v in a crowd: %v, want %v", c.own, got, c.want)
		}
	}
}

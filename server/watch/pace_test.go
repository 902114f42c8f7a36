package watch

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// pacer runs pace in a bubble and notes when it reports.
type pacer struct {
	touched, written, blind chan struct{}
	start                   time.Time
	reports                 []time.Duration // since start
}

func paced(t *testing.T, play func(p *pacer)) []time.Duration {
	p := &pacer{}
	synctest.Test(t, func(t *testing.T) {
		done := make(chan struct{})
		p.touched, p.written, p.blind = make(chan struct{}), make(chan struct{}), make(chan struct{})
		p.start = time.Now()
		go pace(done, p.touched, p.written, p.blind, func() { p.reports = append(p.reports, time.Since(p.start)) })
		play(p)
		synctest.Wait()
		close(done)
		synctest.Wait()
	})
	return p.reports
}

// at waits until a time since the start and then touches.
func (p *pacer) at(d time.Duration) {
	time.Sleep(d - time.Since(p.start))
	p.touched <- struct{}{}
}

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		touch []time.Duration
		until time.Duration
		want  []time.Duration
	}{
		{"one event is reported when it has been quiet", []time.Duration{0}, 5 * time.Second, []time.Duration{250 * ms}},
		{"a burst is one change", []time.Duration{0, 100 * ms, 300 * ms}, 5 * time.Second, []time.Duration{550 * ms}},
		{"two saves are two", []time.Duration{0, 300 * ms}, 5 * time.Second, []time.Duration{250 * ms, 550 * ms}},
		{"without any event there is a tick", nil, 61 * time.Second, []time.Duration{30 * time.Second, 60 * time.Second}},
		{"a tick does not take an event away", []time.Duration{29900 * ms}, 31 * time.Second, []time.Duration{30 * time.Second, 30150 * ms}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := paced(t, func(p *pacer) {
				for _, d := range c.touch {
					p.at(d)
				}
				time.Sleep(c.until - time.Since(p.start))
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("reported at %v, want %v", got, c.want)
			}
		})
	}
}

// Somebody who writes without a pause is not waited for.
func TestPacePatience(t *testing.T) {
	got := paced(t, func(p *pacer) {
		for d := time.Duration(0); d < 4500*time.Millisecond; d += 100 * time.Millisecond {
			p.at(d)
		}
		time.Sleep(time.Second)
	})
	want := []time.Duration{2 * time.Second, 4100 * time.Millisecond, 4650 * time.Millisecond}
	// At 2 s an event and the report meet: either may go first.
	if len(got) != 3 || got[0] != want[0] || got[1] < 4*time.Second || got[1] > want[1] || got[2] != want[2] {
		t.Errorf("reported at %v, want about %v", got, want)
	}
}

func TestPaceBlind(t *testing.T) {
	got := paced(t, func(p *pacer) {
		close(p.blind)
		time.Sleep(11 * time.Second)
	})
	if want := []time.Duration{5 * time.Second, 10 * time.Second}; !slices.Equal(got, want) {
		t.Errorf("reported at %v, want %v", got, want)
	}
}

// A file that is written in place is left alone for longer: who copies over a slow
// line pauses. What is renamed into place meanwhile waits with it.
func TestPaceWrites(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		write []time.Duration
		touch time.Duration // behind the writes; 0: not
		want  []time.Duration
	}{
		{"one write", []time.Duration{0}, 0, []time.Duration{1000 * ms}},
		{"a slow copy", []time.Duration{0, 900 * ms, 1800 * ms}, 0, []time.Duration{2800 * ms}},
		{"a rename behind a write", []time.Duration{0}, 100 * ms, []time.Duration{1000 * ms}},
		{"one without end", []time.Duration{0, 900 * ms, 1800 * ms, 2700 * ms, 3600 * ms, 4500 * ms, 4900 * ms}, 0, []time.Duration{5000 * ms}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := paced(t, func(p *pacer) {
				for _, d := range c.write {
					time.Sleep(d - time.Since(p.start))
					p.written <- struct{}{}
				}
				if c.touch > 0 {
					p.at(c.touch)
				}
				time.Sleep(10*time.Second - time.Since(p.start))
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("reported at %v, want %v", got, c.want)
			}
		})
	}
}

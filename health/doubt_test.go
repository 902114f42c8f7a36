package health_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// TestCutsChangeNothing cuts the prober off a thousand times: all of the world
// or all but its own site, at any moment and for any time, with packets that
// vanish or are sent back, in any order. Nobody falls silent, and the alarm
// ends.
func TestCutsChangeNothing(t *testing.T) {
	isolated, cuts := 0, uint64(1000)
	if underRace {
		cuts = 100
	}
	for seed := range cuts {
		rnd := rand.New(rand.NewPCG(seed, 5))
		sites, references := 1+rnd.IntN(6), rnd.IntN(3)
		subjects := estate(sites, 1+rnd.IntN(3), references)
		w := newWorld(t, health.DefaultTiming(), subjects, rnd.IntN)
		home := "" // the site that we still reach
		if references > 0 && rnd.IntN(2) == 0 {
			home = "s0"
		}
		w.run(30*time.Second + time.Duration(rnd.IntN(7000))*time.Millisecond)
		word := []fate{lost, lost, refused, local}[rnd.IntN(4)]
		until := w.now.Add(time.Duration(rnd.IntN(90_000)) * time.Millisecond)
		spread := 1500
		if word == refused { // who refuses is counted sooner
			spread = min(800, 1+int(until.Sub(w.now)/time.Millisecond)/2)
		}
		begin, end := make([]time.Time, len(subjects)), make([]time.Time, len(subjects))
		for i, s := range subjects {
			begin[i], end[i] = w.now, until.Add(time.Duration(rnd.IntN(600))*time.Millisecond) // and come back so
			if word != local {                                                                 // the paths die one after the other
				begin[i] = w.now.Add(time.Duration(rnd.IntN(spread)) * time.Millisecond)
			}
			if s.Site == home && home != "" {
				begin[i] = end[i]
			}
		}
		w.fate = func(i int, at time.Time) fate {
			if at.Before(begin[i]) || !at.Before(end[i]) {
				return answered
			}
			return word
		}
		w.run(until.Sub(w.now) + time.Minute)
		if len(w.changes) > 0 {
			t.Fatalf("seed %d: %d sites, %d references, %s: %s", seed, sites, references, until.Sub(begin[0]), strings.Join(w.changes, "; "))
		}
		if !w.alarmed.IsZero() {
			t.Fatalf("seed %d: the alarm of %s goes on", seed, w.alarmed)
		}
		if w.alarm > 0 {
			isolated++
		}
	}
	if isolated < int(cuts)/2 {
		t.Errorf("%d cuts of %d raised the alarm", isolated, cuts)
	}
}

// TestDeadSitesAreFound kills what is named and says when that must be acted
// on at the latest, after the kill.
func TestDeadSitesAreFound(t *testing.T) {
	black, no := 15*time.Second, 8*time.Second // interval, three probes, jitter
	for _, c := range []struct {
		name           string
		sites, servers int
		references     int
		dead           []string
		word           fate
		within         time.Duration
	}{
		{"one server", 1, 2, 0, []string{"s0/0"}, refused, no},
		{"one server in a black hole", 1, 2, 0, []string{"s0/0"}, lost, black},
		{"one of two sites", 2, 1, 0, []string{"s0"}, refused, no},
		{"one of two sites in a black hole", 2, 3, 0, []string{"s0"}, lost, black},
		{"one of two sites, a reference", 2, 3, 1, []string{"s1"}, lost, black},
		{"one of three sites", 3, 2, 0, []string{"s1"}, refused, no},
		{"one of three sites and the only reference", 3, 2, 1, []string{"s1", "ref"}, lost, black},
		{"one of six sites", 6, 2, 0, []string{"s5"}, lost, black},
		{"two of three sites, by half", 3, 2, 0, []string{"s0", "s1"}, refused, no},
		{"two of three sites in a black hole, by half", 3, 2, 0, []string{"s0", "s1"}, lost, black},
		{"two of three sites, a reference", 3, 2, 1, []string{"s0", "s1"}, lost, black},
		{"all sites, a reference", 3, 2, 1, []string{"s0", "s1", "s2"}, lost, black},
		{"three of six sites", 6, 2, 0, []string{"s0", "s1", "s2"}, refused, no},
		{"four of six sites: one a minute", 6, 2, 0, []string{"s0", "s1", "s2", "s3"}, refused, no + 3*time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			worst := time.Duration(0)
			for seed := range uint64(60) {
				worst = max(worst, deadSites(t, seed, estate(c.sites, c.servers, c.references), c.dead, c.word, c.within))
			}
			t.Logf("at worst %s", worst)
		})
	}
}

func deadSites(t *testing.T, seed uint64, subjects []health.Subject, dead []string, word fate, within time.Duration) (worst time.Duration) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	w := newWorld(t, health.DefaultTiming(), subjects, rnd.IntN)
	w.run(30*time.Second + time.Duration(rnd.IntN(7000))*time.Millisecond)
	killed := w.now
	is := func(i int) bool {
		for _, d := range dead {
			if strings.HasPrefix(subjects[i].Key, d) {
				return true
			}
		}
		return false
	}
	w.fate = func(i int, at time.Time) fate {
		if is(i) && !at.Before(killed) {
			return word
		}
		return answered
	}
	w.run(within)
	for i, s := range subjects {
		switch {
		case s.Reference:
		case is(i) != (w.verdicts[i].Standing == health.Silent):
			t.Fatalf("seed %d: %s stands %s after %s: %v", seed, s.Key, w.verdicts[i].Standing, within, w.changes)
		case is(i):
			worst = max(worst, w.silent[i].Sub(killed))
		}
	}
	return worst
}

// TestFlappersAreCaught fails every second probe of one server, so that its
// failures gather one by one.
func TestFlappersAreCaught(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 11))
		w := newWorld(t, health.DefaultTiming(), estate(2, 2, 0), rnd.IntN)
		w.run(30 * time.Second)
		sent := 0
		w.fate = func(i int, _ time.Time) fate {
			if i != 0 {
				return answered
			}
			if sent++; sent%3 == 1 { // an answer asks its fate twice
				return refused
			}
			return answered
		}
		w.run(time.Minute)
		if len(w.changes) == 0 || !strings.HasPrefix(w.changes[0], "s0/0 up -> silent") {
			t.Fatalf("seed %d: %v", seed, w.changes)
		}
	}
}

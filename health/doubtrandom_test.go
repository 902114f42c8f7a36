package health_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// lot is what is drawn for one subject.
type lot struct {
	killed  time.Time // zero: it lives
	revived time.Time // zero: it stays dead
	never   bool      // it does not answer from the beginning
	word    fate
	flaps   time.Duration // every so long it is dead for half of that; zero: it does not
}

func (l lot) dead(at time.Time) bool {
	switch {
	case l.never:
		return true
	case l.flaps > 0 && at.Sub(time.Unix(1e9, 0))%l.flaps < l.flaps/2:
		return true
	}
	return !l.killed.IsZero() && !at.Before(l.killed) && (l.revived.IsZero() || at.Before(l.revived))
}

// randomWorld is an estate of some sites, servers and references, in one family
// or two, in which some die at any moment and packets get lost.
func randomWorld(t *testing.T, rnd *rand.Rand) (w *world, lots []lot) {
	var subjects []health.Subject
	for s := range 1 + rnd.IntN(6) {
		two := rnd.IntN(3) == 0
		for n := range 1 + rnd.IntN(3) {
			for _, v6 := range []bool{false, true}[:1+b2i(two)] {
				subjects = append(subjects, health.Subject{Key: fmt.Sprintf("s%d/%d/%t", s, n, v6), Site: fmt.Sprintf("s%d", s), V6: v6, Timing: health.DefaultTiming()})
			}
		}
	}
	for r := range rnd.IntN(3) {
		ref := health.Subject{Key: fmt.Sprintf("ref%d", r), Reference: true, Timing: health.DefaultTiming()}
		if rnd.IntN(3) == 0 {
			ref.Site = "s0"
		}
		subjects = append(subjects, ref)
	}
	w = newWorld(t, health.DefaultTiming(), subjects, rnd.IntN)
	loss := float64(rnd.IntN(5)) / 100
	lots = make([]lot, len(subjects))
	for i := range lots {
		lots[i].word = []fate{lost, refused}[rnd.IntN(2)]
	}
	w.fate = func(i int, at time.Time) fate {
		switch {
		case lots[i].dead(at):
			return lots[i].word
		case rnd.Float64() < loss:
			return lost
		}
		return answered
	}
	return w, lots
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// provable reports whether somebody who lives proves that a subject is dead, by
// the rules of Doubt, a minute after the last death.
func provable(w *world, lots []lot, i int, at time.Time) bool {
	e := w.subjects[i]
	away, mute, others := map[string]bool{}, false, 0
	var home, reference bool
	look := func(v6 bool) {
		for j, o := range w.subjects {
			switch alive := lots[j].flaps == 0 && !lots[j].dead(at); {
			case j == i || o.V6 != v6 || lots[j].never:
			case o.Reference && o.Site == "":
				reference = reference || alive
				mute = mute || !alive
				others++
			case o.Site == e.Site:
				home = home || alive
			default:
				if others++; alive {
					away[o.Site] = true
				}
			}
		}
	}
	look(e.V6)
	if others == 0 {
		look(!e.V6)
	}
	return home || reference || len(away) > 1 || len(away) == 1 && !mute
}

// worlds is how many are tried; all thousand where time is no object.
func worlds() uint64 {
	if long() {
		return 1000
	}
	if underRace {
		return 12
	}
	return 120
}

// TestRandomWorlds: in many worlds every death that somebody can prove is
// acted on, and nobody who lives is thrown out.
func TestRandomWorlds(t *testing.T) {
	for seed := range worlds() {
		rnd := rand.New(rand.NewPCG(seed, 17))
		w, lots := randomWorld(t, rnd)
		for i := range lots {
			lots[i].never = rnd.IntN(10) == 0
		}
		for i := range lots {
			if rnd.IntN(8) == 0 {
				lots[i].flaps = time.Duration(2000+rnd.IntN(18_000)) * time.Millisecond
			}
		}
		w.run(time.Minute)
		share := rnd.IntN(100)
		for i := range lots {
			if rnd.IntN(100) < share {
				lots[i].killed = w.now.Add(time.Duration(rnd.IntN(1+rnd.IntN(90_000))) * time.Millisecond)
			}
		}
		w.run(6 * time.Minute)
		for i, s := range w.subjects {
			silent := w.verdicts[i].Standing == health.Silent
			switch {
			case s.Reference || lots[i].never || lots[i].flaps > 0:
			case lots[i].killed.IsZero() && silent:
				t.Errorf("seed %d: %s lives, and stands %s: %s", seed, s.Key, w.verdicts[i].Standing, strings.Join(w.changes, "; "))
			case !lots[i].killed.IsZero() && !silent && provable(w, lots, i, w.now):
				t.Errorf("seed %d: %s is dead since %s, and stands %s %+v: %s", seed, s.Key, lots[i].killed.Sub(time.Unix(1e9, 0)), w.verdicts[i].Standing, w.states[i], strings.Join(w.changes, "; "))
			}
		}
		for _, c := range w.changes {
			for i, s := range w.subjects {
				if strings.HasPrefix(c, s.Key+" ") && lots[i].killed.IsZero() && !lots[i].never && lots[i].flaps == 0 && strings.Contains(c, "-> silent") {
					t.Errorf("seed %d: lives: %s", seed, c)
				}
			}
		}
	}
}

// TestRandomCuts: in many worlds in which some really die, and some come
// back, the prober is cut off again and again, of everything or of one family.
// Whoever lives is never thrown out, and what died meanwhile is found afterwards.
func TestRandomCuts(t *testing.T) {
	for seed := range worlds() {
		rnd := rand.New(rand.NewPCG(seed, 19))
		w, lots := randomWorld(t, rnd)
		for i := range lots {
			lots[i].never = rnd.IntN(10) == 0
		}
		fates, cuts := w.fate, [][2]time.Time{}
		word, only := []fate{lost, refused, local}[rnd.IntN(3)], rnd.IntN(3)
		w.fate = func(i int, at time.Time) fate {
			for _, c := range cuts {
				if !at.Before(c[0]) && at.Before(c[1]) && (only == 2 || w.subjects[i].V6 == (only == 1)) {
					return word
				}
			}
			return fates(i, at)
		}
		w.run(time.Minute)
		from := w.now
		for range 1 + rnd.IntN(3) {
			from = from.Add(time.Duration(rnd.IntN(120_000)) * time.Millisecond)
			until := from.Add(time.Duration(rnd.IntN(90_000)) * time.Millisecond)
			cuts = append(cuts, [2]time.Time{from, until})
			from = until
		}
		for i := range lots {
			if rnd.IntN(4) == 0 {
				lots[i].killed = w.now.Add(time.Duration(rnd.IntN(1+int(from.Sub(w.now)/time.Millisecond))) * time.Millisecond)
				if rnd.IntN(3) == 0 {
					lots[i].revived = lots[i].killed.Add(time.Duration(rnd.IntN(120_000)) * time.Millisecond)
				}
			}
		}
		w.run(from.Sub(w.now) + 6*time.Minute)
		for i, s := range w.subjects {
			silent := w.verdicts[i].Standing == health.Silent
			dead := lots[i].dead(w.now)
			if rising := w.verdicts[i].Standing == health.Rising; !s.Reference && !lots[i].never && dead && !silent && !rising && provable(w, lots, i, w.now) {
				t.Errorf("seed %d: %s is dead since %s, and stands %s (%s, %d fails): %s", seed, s.Key, lots[i].killed.Sub(time.Unix(1e9, 0)), w.verdicts[i].Standing, w.states[i].Phase, w.states[i].Fails, strings.Join(w.changes, "; "))
			}
		}
		for _, c := range w.changes {
			for i, s := range w.subjects {
				if strings.HasPrefix(c, s.Key+" ") && lots[i].well(c) && (only == 2 || family(w, lots, i)) {
					t.Errorf("seed %d (%d of %v): lives: %s", seed, only, cuts, c)
				}
			}
		}
	}
}

// family reports whether there is somebody else of a subject's family who lives
// and stands elsewhere. Without, the other family speaks for it.
func family(w *world, lots []lot, i int) bool {
	for j, o := range w.subjects {
		if o.V6 == w.subjects[i].V6 && o.Site != w.subjects[i].Site && !lots[j].never && lots[j].killed.IsZero() {
			return true
		}
	}
	return false
}

// well reports whether a subject lived when it changed, and for a while before.
func (l lot) well(change string) bool {
	at, err := time.ParseDuration(change[strings.LastIndex(change, " ")+1:])
	if err != nil {
		panic(err)
	}
	now := time.Unix(1e9, 0).Add(at)
	return strings.Contains(change, "-> silent") && !l.never && !l.dead(now) && (l.revived.IsZero() || now.Before(l.killed) || now.Sub(l.revived) > time.Minute)
}

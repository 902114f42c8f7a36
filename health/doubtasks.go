package health

import (
	"slices"
	"time"
)

// Who is asked out of turn at a failure: a few of each site, because one that
// answers is enough.
const (
	askedAtSite = 2
	askedSites  = 6
	// askedAgain is the least time between two such probes of one witness, and
	// askedRarely while the silence that wants them lasts.
	askedAgain  = 200 * time.Millisecond
	askedRarely = 2 * time.Second
	// askedFast is how often an endpoint that waits is asked once somebody has
	// answered.
	askedFast = time.Second
)

// Asks returns the keys of the subjects to be probed now, out of turn, and when
// it wants to be asked again although nothing was seen; zero: never.
func (d *Doubt) Asks(now time.Time) (keys []string, again time.Time) {
	a := asking{d: d, now: now, good: map[side][]int{}}
	for _, i := range d.suspects {
		e := &d.subjects[i]
		if e.waits() {
			a.wait(e) // before it wants witnesses: a thaw wants others
		}
		if e.wary.asks {
			e.wary.asks = a.witnesses(e)
		}
	}
	return a.keys, a.next
}

// asking is one call of Asks.
type asking struct {
	d    *Doubt
	now  time.Time
	keys []string
	next time.Time // when to be called again
	few  []int     // a few of each of so many sites; nil before the first wish
	most int
	good map[side][]int // what soundAt has found: a dead site is looked through once
}

// later asks to be called again at a time.
func (a *asking) later(t time.Time) {
	if t.After(a.now) {
		a.next = earlier(a.next, t)
	}
}

// ask asks a subject, unless it was asked since a time. It reports whether
// that has to wait.
func (a *asking) ask(w *subject, since time.Time, gap time.Duration) (wait bool) {
	if !w.asked.Before(since) && !w.asked.IsZero() {
		return false
	}
	if next := w.asked.Add(gap); a.now.Before(next) {
		a.later(next)
		return true
	}
	w.asked = a.now
	a.keys = append(a.keys, w.Key)
	return false
}

// wait looks after an endpoint that waits. As soon as somebody has answered it
// is asked once more: it answers too, or its silence is corroborated.
func (a *asking) wait(e *subject) {
	w := &e.wary
	impatient := a.now.Sub(w.first) >= patience
	switch sees := a.d.sees(e, a.now, a.now); {
	case sees && w.blind:
		*w = wary{first: a.now, failed: w.failed, told: a.now, asks: true, thaws: true, before: w.before, known: w.known}
		a.ask(e, a.now, 0)
	case sees || w.thaws && !impatient:
		a.again(e)
	case impatient:
		w.blind = true
		// Whatever answers first is what we see again by: it is not to be asked as
		// seldom as what is known to be dead.
		a.ask(e, a.now, e.Timing.Interval)
	}
	a.later(w.first.Add(patience))
	if limit := a.d.limit(e, a.now); !limit.IsZero() {
		a.later(limit)
	}
}

// again asks an endpoint that waits, a second after the last time.
func (a *asking) again(e *subject) {
	a.ask(e, e.wary.told, askedFast)
}

// witnesses asks those who could corroborate, and reports whether some of them
// have to be asked later. They are asked at each failure, even if they have
// answered before: if we are being cut off, they fail by then.
func (a *asking) witnesses(e *subject) (more bool) {
	d := a.d
	gap := askedAgain
	if e.wary.fails > 2*e.Timing.Fall {
		gap = askedRarely
	}
	alone := d.alone(e)
	sites := askedSites
	if !d.limit(e, a.now).IsZero() {
		sites = len(d.sides) // half of all have to answer
	}
	for _, i := range slices.Concat(a.soundAt(e.side()), a.sample(sites)) {
		if w := &d.subjects[i]; w.V6 == e.V6 || alone {
			more = a.ask(w, e.wary.told, gap) || more
		}
	}
	return more
}

// sample is a few sound subjects of each of so many sites, and all references
// that have ever answered.
func (a *asking) sample(most int) []int {
	if a.few != nil && a.most >= most {
		return a.few
	}
	a.few, a.most = []int{}, most
	sites := map[bool]int{}
	for i := range a.d.subjects {
		w := &a.d.subjects[i]
		at := w.side()
		if w.apart() && w.opinion.Ever {
			a.few = append(a.few, i)
		}
		if w.apart() || a.d.sides[at][0] != i {
			continue // its side has been looked at
		}
		if some := a.soundAt(at); len(some) > 0 && sites[at.v6] < most {
			a.few = append(a.few, some...)
			sites[at.v6]++
		}
	}
	return a.few
}

// soundAt are a few sound subjects of a site.
func (a *asking) soundAt(at side) []int {
	some, known := a.good[at]
	if known {
		return some
	}
	for _, i := range a.d.sides[at] {
		if len(some) < askedAtSite && a.d.subjects[i].sound() {
			some = append(some, i)
		}
	}
	a.good[at] = some
	return some
}

// sound reports whether a subject is likely to answer.
func (e *subject) sound() bool {
	return !e.Told && e.opinion.Ever && e.stands != Silent && e.wary.first.IsZero()
}

// due reports whether time alone may have changed a case: a lost site counts
// no more.
func (d *Doubt) due(now time.Time) (due bool) {
	for s, at := range d.lost {
		if now.Sub(at) >= lostWindow {
			delete(d.lost, s)
			due = true
		}
	}
	return due
}

// Blind returns the keys of the endpoints whose silence waits because nobody
// who would prove that we can see has answered, or those of a family if each of
// its probes fails on our own side: the isolation alarm. It does not count what
// has never answered. It is as of the latest call of Asks.
func (d *Doubt) Blind() (keys []string) {
	for _, i := range d.suspects {
		if e := &d.subjects[i]; e.waits() && e.opinion.Ever && e.wary.blind {
			keys = append(keys, e.Key)
		}
	}
	if len(keys) > 0 {
		return keys
	}
	var unsent [2][]string
	var sent [2]bool
	for i := range d.subjects {
		e := &d.subjects[i]
		switch f := family(e.V6); {
		case e.Told || e.Reference || !e.opinion.Ever || e.stands == Silent:
		case !e.local:
			sent[f] = true
		default:
			unsent[f] = append(unsent[f], e.Key)
		}
	}
	for f := range sent {
		if !sent[f] {
			keys = append(keys, unsent[f]...)
		}
	}
	return keys
}

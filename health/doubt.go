package health

import (
	"cmp"
	"slices"
	"time"
)

// Subject is something that is probed, as doubt sees it. The zero value is
// an endpoint that stands nowhere. It may be copied.
type Subject struct {
	Key  string // of its endpoint
	Site string // where it stands; "" if nobody knows
	// Reference is set for what steers nothing and is asked only to learn
	// whether we can see. One that stands at a site speaks for that site only,
	// as its endpoints do.
	Reference bool
	// Told is set for verdicts of somebody else's monitor. They say nothing of
	// what we see, and what we see says nothing of them.
	Told   bool
	V6     bool // probed by IPv6: each family of addresses is a world of its own
	Timing Timing
}

// Doubt stands between this node's opinions and its verdicts: if we cannot
// see, we do not act. An opinion that an endpoint is silent is acted on when
// it is corroborated: since the endpoint's first failure somebody else was
// asked and answered, and the endpoint failed again after that.
//
//   - Who fails itself afterwards has proved nothing.
//   - Who answers at the same site proves that we can see: the site lives.
//   - A reference that answers proves it.
//   - If the whole site is silent, two other sites that answer prove it. One
//     may be the site that we stand in: it is proof only if no reference fell
//     silent with the endpoint.
//   - The first site that is lost needs no more. Another within 60 s needs a
//     reference, or half of all other sites.
//   - Endpoints that never answered are no evidence; any answer of another is
//     enough for them, and nobody is alarmed by them.
//   - Each family of addresses is corroborated by its own, as long as
//     there is anybody else of that family to ask.
//
// What is not corroborated waits: the verdict stays what it was. The others
// are asked at the first failure, and the endpoint itself again as soon as
// somebody answered, so that this costs no time with `fall: 3`. If nobody
// answers we are blind; when somebody does, all failures of before are
// forgotten, and what waits is asked at once and counted anew.
//
// Doubt is pure: times come from observations and from the caller. Make one
// with NewDoubt. It must not be copied and belongs to one goroutine.
type Doubt struct {
	subjects []subject
	sides    map[side][]int
	suspects []int // numbers of subjects with failures that count, sorted
	lost     map[side]time.Time
	news     bool // somebody answered since suspects were last weighed

	// What follows is derived, and made again when it is asked for.
	living  map[side]int // how many there are to ask; nil: unknown
	all     [2]int       // of living, by family
	enough  map[side]bool
	pardons map[string]State
}

// NewDoubt returns the doubt about subjects, which are numbered as listed.
// What before knew of the same keys goes on; before may be nil. A subject
// that it did not know stands as its state says: what was remembered of an
// earlier run was acted on there.
func NewDoubt(list []Subject, states map[string]State, before *Doubt) *Doubt {
	d := &Doubt{subjects: make([]subject, len(list)), sides: map[side][]int{}, lost: map[side]time.Time{}, news: true}
	known := map[string]*subject{}
	if before != nil {
		for i := range before.subjects {
			known[before.subjects[i].Key] = &before.subjects[i]
		}
		d.lost = before.lost
	}
	for i, s := range list {
		e := &d.subjects[i]
		if old, ok := known[s.Key]; ok {
			*e = *old
		} else if state, ok := states[s.Key]; ok {
			v, _ := state.Verdict(time.Time{}) // whatever the time, it stands so
			e.opinion, e.stands = state, v.Standing
		}
		e.spoke = e.spoke || before != nil && known[s.Key] == nil // it may have been gone for one list
		e.Subject = s
		d.sides[e.side()] = append(d.sides[e.side()], i)
		if !e.wary.first.IsZero() {
			d.suspects = append(d.suspects, i)
		}
	}
	return d
}

// See takes in the state of a subject after a probe. Of the states of several
// subjects the one whose probe ended first comes first.
func (d *Doubt) See(i int, s State) {
	e := &d.subjects[i]
	if s.Ever != e.opinion.Ever {
		d.living = nil
	}
	was := e.opinion
	e.opinion = s
	o := s.Last
	e.local = o.Outcome == Failed && o.Reason == ReasonLocal
	ended := o.Began.Add(o.Took)
	switch {
	case e.Told, e.local:
		return // it says nothing of the peer, nor of anybody else
	case o.Outcome != Failed:
		d.answered(e, o.Began, ended)
		if s.Fails == 0 || s.Phase != PhaseSuspect && s.Phase != PhaseUnknown {
			d.pardon(e)
			d.trust(i)
		} else {
			d.pause(e, ended)
		}
		return
	case e.wary.first.IsZero() || s.Fails == 1 && was.Phase != PhaseDown:
		e.wary = wary{first: ended, before: was, known: true}
		if at, found := slices.BinarySearch(d.suspects, i); !found {
			d.suspects = slices.Insert(d.suspects, at, i)
		}
	case e.wary.paused:
		w := &e.wary
		w.first, w.seen, w.paused = ended, [2]sights{}, false
	}
	d.silenced(e)
	w := &e.wary
	w.failed, w.told = o.Began, ended
	if !w.thaws || !o.Began.Before(w.first) {
		w.fails++
	}
	w.asks = !e.Reference && e.stands != Silent
	d.news = true
}

// pause notes that a flapper answers between its failures, which gather. Those
// of before count only if somebody has corroborated them; what fails next needs
// witnesses of its own.
func (d *Doubt) pause(e *subject, now time.Time) {
	w := &e.wary
	if !w.paused && d.sees(e, now, now) {
		w.proved = w.fails
	}
	w.fails, w.paused = w.proved, !w.first.IsZero()
}

// Opinion is the state of a subject that See has taken in last, or that NewDoubt was
// given.
func (d *Doubt) Opinion(i int) State { return d.subjects[i].opinion }

// trust forgets what spoke against a subject.
func (d *Doubt) trust(i int) {
	d.subjects[i].wary = wary{}
	if at, found := slices.BinarySearch(d.suspects, i); found {
		d.suspects = slices.Delete(d.suspects, at, at+1)
	}
}

// answered lets a witness speak for those that failed before it was asked.
func (d *Doubt) answered(by *subject, began, ended time.Time) {
	for _, i := range d.suspects {
		e := &d.subjects[i]
		if e == by || began.Before(e.wary.first) {
			continue
		}
		s, seen := &e.wary.seen[family(by.V6)], sight{by.Key, by.Site, ended}
		switch {
		case by.apart():
			s.reference.take(seen)
		case by.Site == e.Site:
			s.home.take(seen)
		default:
			s.takeAway(seen)
		}
		by.spoke, d.news = true, true
	}
}

// silenced takes back what a witness has said for others before it failed: we
// may have been cut off in between, one path after the other. They want others.
// Where all fall at once nobody has said anything: each would look at all others.
func (d *Doubt) silenced(by *subject) {
	if !by.spoke {
		return
	}
	by.spoke = false
	for _, i := range d.suspects {
		e := &d.subjects[i]
		for f := range e.wary.seen {
			if e.wary.seen[f].forget(by.Key) {
				e.wary.asks = !e.Reference && e.stands != Silent
			}
		}
	}
}

// Rule returns what may be acted on, given what the state of a subject that
// See has taken in says now, and until when. A silence that waits keeps the
// standing that was acted on before, and is Held.
func (d *Doubt) Rule(i int, v Verdict, until, now time.Time) (Verdict, time.Time) {
	e := &d.subjects[i]
	falls := (v.Standing == Silent || v.Standing == Rising) && e.stands != Silent && e.stands != v.Standing
	if falls && !e.Told && !d.corroborated(e, now) {
		// It waits; or it answers again, and its silence was never acted on.
		v.Held, v.Quarantined = v.Standing == Silent, false
		e.waited = v.Held
		v.Standing, v.Unsettled = e.stands, !v.Never
		return v, time.Time{}
	}
	if falls && e.opinion.Ever && !d.sights(e).homely(e.wary.failed) {
		d.lose(e, now)
	}
	if e.stands != v.Standing {
		e.stands, d.living = v.Standing, nil
		if e.waited {
			e.waited, e.acted = false, now
		}
	}
	// What waited changes now, and not when its opinion did.
	if end := e.acted.Add(Settle); !v.Never && now.Before(end) && (!v.Unsettled || !until.IsZero() && until.Before(end)) {
		v.Unsettled, until = true, end
	}
	return v, until
}

// Waiting returns the subjects whose silence waits and whose case may have
// changed since it was asked last.
func (d *Doubt) Waiting(now time.Time) (numbers []int) {
	if !d.news && !d.due(now) {
		return nil
	}
	d.news, d.enough = false, nil
	for _, i := range d.suspects {
		if e := &d.subjects[i]; e.waits() {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// earlier is the earlier of two times, of which the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// compareEnds orders states by the end of their latest probe.
func compareEnds(a, b State) int {
	return a.Last.Began.Add(a.Last.Took).Compare(b.Last.Began.Add(b.Last.Took))
}

// InOrder sorts the keys of states by the end of their latest probes, as See
// wants them.
func InOrder(states map[string]State) []string {
	keys := make([]string, 0, len(states))
	for k := range states {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(compareEnds(states[a], states[b]), cmp.Compare(a, b)) })
	return keys
}

package health

import "time"

// side is a site in one family of addresses; references that stand at none are
// the site "".
type side struct {
	site string
	v6   bool
}

// subject is what doubt knows of a Subject.
type subject struct {
	Subject
	opinion State
	stands  Standing  // what is acted on
	waited  bool      // its silence has waited
	acted   time.Time // when what waited was acted on
	asked   time.Time // when it was last asked out of turn
	local   bool      // its latest probe failed on our own side
	spoke   bool      // it may be a witness for others: some sight may bear its key
	wary    wary
}

// wary is what speaks against a subject, and who has answered since. The zero
// value is nothing.
type wary struct {
	first  time.Time // when its first failure ended, or a thaw began; zero: it has none
	failed time.Time // when its latest failure began
	told   time.Time // when its latest failure ended
	fails  int
	proved int   // failures that were corroborated before it answered in between
	paused bool  // it has answered since its latest failure
	asks   bool  // witnesses are to be asked since told
	blind  bool  // nobody would have corroborated it: the alarm was due
	before State // what was thought of it before, if that is known
	known  bool
	thaws  bool      // somebody has answered since, and it is counted anew
	seen   [2]sights // by family
}

// sights are the witnesses that answered, asked after the first failure, and did
// not fail since: the earliest of each kind, by the end of the probe.
type sights struct {
	home, reference sight
	away            [2]sight // of two sites
}

// sight is one answer. The zero value is none.
type sight struct {
	by   string // key of the witness
	site string
	at   time.Time
}

// take takes the other sight if it is earlier, or there was none.
func (s *sight) take(o sight) {
	if s.at.IsZero() || !o.at.IsZero() && o.at.Before(s.at) {
		*s = o
	}
}

// of reports whether it is an answer of a site.
func (s *sight) of(site string) bool { return !s.at.IsZero() && s.site == site }

// takeAway takes the answer of another site.
func (s *sights) takeAway(o sight) {
	first, second := &s.away[0], &s.away[1]
	switch {
	case o.at.IsZero():
	case first.of(o.site):
		first.take(o)
	case second.of(o.site):
		second.take(o)
	case first.at.IsZero():
		*first = o
	case second.at.IsZero():
		*second = o
	}
	// Answers come in the order of their ends: a third site is no earlier.
}

// forget takes back what a witness has said, and reports whether that was
// anything.
func (s *sights) forget(by string) (said bool) {
	for _, one := range [...]*sight{&s.home, &s.reference, &s.away[0], &s.away[1]} {
		if !one.at.IsZero() && one.by == by {
			*one, said = sight{}, true
		}
	}
	return said
}

// waits reports whether an opinion is silent, or that of a flapper that fails
// again, and not acted on.
func (e *subject) waits() bool {
	if e.Reference || e.wary.first.IsZero() || e.stands == Silent {
		return false
	}
	return e.opinion.Phase == PhaseDown || e.opinion.Phase == PhaseFlapping && e.stands != Rising
}

// apart reports whether a subject is a reference that stands at no site.
func (e *subject) apart() bool { return e.Reference && e.Site == "" }

func (e *subject) side() side { return side{e.Site, e.V6} }

func family(v6 bool) int {
	if v6 {
		return 1
	}
	return 0
}

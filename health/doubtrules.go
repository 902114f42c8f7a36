package health

import (
	"slices"
	"time"
)

const (
	// lostWindow is how long a lost site makes the next one doubtful, and how
	// long before an endpoint a reference may have fallen silent for another
	// reason.
	lostWindow = time.Minute
	// patience is how long after a first failure nobody is alarmed: those who
	// were asked may take so long to answer.
	patience = 2 * time.Second
)

// corroborated reports whether the silence of a subject may be acted on.
func (d *Doubt) corroborated(e *subject, now time.Time) bool {
	// What relapses has been silent before. All else, and what was not decided
	// before a thaw, needs all of its failures.
	if e.stands != Rising && e.wary.fails < e.Timing.Fall {
		return false
	}
	// Paths do not come back in one moment: what failed only just after a
	// witness answered may answer the next time.
	by := earlier(e.wary.failed, e.wary.told.Add(-min(e.Timing.FastInterval, askedFast)*4/5))
	if w := &e.wary; w.proved > 0 && w.fails == w.proved+1 {
		by = now // a flapper, whose failures were all corroborated one by one
	}
	return d.sees(e, by, now)
}

// sees reports whether sights up to a time corroborate the silence of a
// subject: the rules of Doubt, in their order.
func (d *Doubt) sees(e *subject, by, now time.Time) bool {
	s := d.sights(e)
	away := s.sites(by)
	switch {
	case s.homely(by), s.reference.since(by):
		return true
	case away == 0:
		return false
	case !e.opinion.Ever:
		return true
	case away == 1 && d.mute(e):
		return false
	}
	return d.few(e, now)
}

// sights are those of the subject's own family; of both if it has nobody else
// to ask.
func (d *Doubt) sights(e *subject) sights {
	own := e.wary.seen[family(e.V6)]
	if !d.alone(e) {
		return own
	}
	other := e.wary.seen[family(!e.V6)]
	own.home.take(other.home)
	own.reference.take(other.reference)
	own.takeAway(other.away[0])
	own.takeAway(other.away[1])
	return own
}

// homely reports whether the subject's own site answered by a time.
func (s sights) homely(by time.Time) bool { return s.home.since(by) }

// sites counts the other sites that answered by a time, up to two.
func (s sights) sites(by time.Time) (n int) {
	for _, a := range s.away {
		if a.since(by) {
			n++
		}
	}
	return n
}

// since reports whether it was seen by a time.
func (s sight) since(by time.Time) bool { return !s.at.IsZero() && !s.at.After(by) }

// alone reports whether there is nobody else of the subject's family to ask:
// no other site and no reference.
func (d *Doubt) alone(e *subject) bool {
	d.count()
	others := d.all[family(e.V6)]
	if e.Site != "" {
		others -= d.living[e.side()]
	}
	return others == 0
}

// count counts those that can be asked: what has answered once and does not
// stand as silent.
func (d *Doubt) count() {
	if d.living != nil {
		return
	}
	d.living, d.all = map[side]int{}, [2]int{}
	for i := range d.subjects {
		if e := &d.subjects[i]; e.opinion.Ever && !e.Told && e.stands != Silent {
			d.living[e.side()]++
			d.all[family(e.V6)]++
		}
	}
}

// mute reports whether a reference that could answer did not: one that fell
// silent together with the subject, or has not been heard since. What was
// silent long before says nothing.
func (d *Doubt) mute(e *subject) bool {
	for _, v6 := range d.worlds(e) {
		for _, i := range d.sides[side{"", v6}] {
			r := &d.subjects[i]
			if r.opinion.Ever && (r.wary.first.IsZero() || e.wary.first.Sub(r.wary.first) < lostWindow) {
				return true
			}
		}
	}
	return false
}

// worlds are the families that corroborate a subject, as V6 says.
func (d *Doubt) worlds(e *subject) []bool {
	if d.alone(e) {
		return []bool{e.V6, !e.V6}
	}
	return []bool{e.V6}
}

// lose notes that a site is lost.
func (d *Doubt) lose(e *subject, now time.Time) {
	if d.due(now) {
		d.news = true
	}
	if _, ok := d.lost[e.side()]; !ok {
		d.lost[e.side()] = now
	}
}

// few reports whether so few are silent that another site may be lost: no
// other was within the minute, or half of all other sites answer.
func (d *Doubt) few(e *subject, now time.Time) bool {
	return d.limit(e, now).IsZero() || d.half(e, now)
}

// limit is until when another lost site makes one of the subject's site
// doubtful; zero: none does.
func (d *Doubt) limit(e *subject, now time.Time) (until time.Time) {
	for s, at := range d.lost {
		if end := at.Add(lostWindow); s != e.side() && s.v6 == e.V6 && now.Before(end) && end.After(until) {
			until = end
		}
	}
	return until
}

// half reports whether half of the other sites have answered since the site of
// the subject began to fail. What stood as silent before is not counted, but
// for the sites that were just lost.
func (d *Doubt) half(e *subject, now time.Time) bool {
	if known, ok := d.enough[e.side()]; ok {
		return known
	}
	d.count()
	up, all, began := 0, 0, d.began(e)
	for s := range d.sides {
		lost, was := d.lost[s]
		if s == e.side() || s.v6 != e.V6 || s.site == "" || d.living[s] == 0 && (!was || now.Sub(lost) >= lostWindow) {
			continue
		}
		all++
		if slices.ContainsFunc(d.sides[s], func(i int) bool { return d.subjects[i].answers(began) }) {
			up++
		}
	}
	if d.enough == nil {
		d.enough = map[side]bool{}
	}
	d.enough[e.side()] = 2*up >= all
	return 2*up >= all
}

// answers reports whether a subject answered a probe that began after a time,
// and has not failed since.
func (e *subject) answers(after time.Time) bool {
	return e.sound() && !e.opinion.Last.Began.Before(after)
}

// began is when the site of a subject began to fail.
func (d *Doubt) began(e *subject) time.Time {
	first := e.wary.first
	for _, i := range d.suspects {
		if o := &d.subjects[i]; o.waits() && o.side() == e.side() {
			first = earlier(first, o.wary.first)
		}
	}
	return first
}

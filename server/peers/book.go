package peers

import (
	"slices"
	"time"

	"geosrv/server/roster"
)

// missed is how many questions in a row go without an answer until a peer is not
// heard any more.
const missed = 3

// book is what is known of one peer: what to ask next, and on what we disagree.
// It is pure: times come from the caller. The zero value has nothing to ask. It
// must not be copied and belongs to whoever holds the lock of its peer.
type book struct {
	tempo     Tempo
	roster    *roster.Roster
	questions []Question
	next      int       // of the round
	rounded   time.Time // when a question of the round was asked last
	tried     time.Time // when any was
	heard     time.Time // when a reply came last
	since     time.Time // when it was heard again, or not any more; zero: never heard
	silences  int       // questions in a row that went without an answer
	turn      bool      // of those on which we disagree: the round was asked last
	wary      []*disagreement
	healed    healed
	events    []Event
	counts    Counts
}

// Counts are what was counted of a peer since the start, for metrics.
type Counts struct {
	Asked         uint64 // questions
	Answered      uint64 // of those
	Disagreements uint64 // that lasted
}

// adopt takes over the questions of a roster. Disagreements follow their
// questions; those on what is gone are over.
func (b *book) adopt(r *roster.Roster, questions []Question) {
	if b.roster == r {
		return
	}
	b.roster, b.questions, b.next = r, questions, 0
	now := map[questionKey]Question{}
	for _, q := range questions {
		now[q.key()] = q
	}
	b.wary = slices.DeleteFunc(b.wary, func(d *disagreement) bool {
		q, ok := now[d.key()]
		switch {
		case ok:
			d.Question = q
		case d.told:
			b.healed.add(d.Group, b.tried)
		}
		return !ok
	})
}

// lost reports whether the peer is not heard.
func (b *book) lost() bool { return b.heard.IsZero() || b.silences >= missed }

// pace is the time between two questions of the round.
func (b *book) pace() time.Duration {
	return max(b.tempo.Gap, b.tempo.Round/time.Duration(max(1, len(b.questions))))
}

// due is when the next question is to be asked; zero: there is none.
func (b *book) due() time.Time {
	if len(b.questions) == 0 {
		return time.Time{}
	}
	if b.lost() {
		return b.tried.Add(b.tempo.Wary)
	}
	due := b.rounded.Add(b.pace())
	if len(b.wary) > 0 {
		if again := b.wary[0].seen.Add(b.tempo.Wary); again.Before(due) {
			due = again
		}
	}
	if soonest := b.tried.Add(b.tempo.Gap); due.Before(soonest) {
		due = soonest
	}
	return due
}

// pick is the question to be asked now: one of the round, or one on which we
// disagree, in turns where both are due; if neither is, one of the round early.
// ok is false if there are none.
func (b *book) pick(now time.Time) (q Question, ok bool) {
	if len(b.questions) == 0 {
		return q, false
	}
	b.counts.Asked++
	b.tried = now
	waits := len(b.wary) > 0 && !now.Before(b.wary[0].seen.Add(b.tempo.Wary))
	if waits && (b.turn || now.Before(b.rounded.Add(b.pace()))) {
		b.turn = false
		return b.wary[0].Question, true
	}
	b.turn = true
	q = b.questions[b.next]
	b.next, b.rounded = (b.next+1)%len(b.questions), now
	return q, true
}

// answered notes what was answered to a question, there and here.
func (b *book) answered(q Question, here, there answer, now time.Time) {
	b.counts.Answered++
	if b.lost() {
		b.since = now
	}
	b.heard, b.silences = now, 0
	q, ok := b.current(q)
	if !ok {
		return // a reload took it away
	}
	at := slices.IndexFunc(b.wary, func(d *disagreement) bool { return d.key() == q.key() })
	switch {
	case here.equal(there):
		if at >= 0 {
			b.agree(at, now)
		}
	default:
		d := &disagreement{Question: q, since: now}
		if at >= 0 {
			d = b.wary[at]
			b.wary = slices.Delete(b.wary, at, at+1)
		}
		d.seen = now
		d.here, d.there = q.words(b.roster, here, there)
		b.wary = append(b.wary, d) // the one that was asked last
		if !d.lasts && now.Sub(d.since) >= b.tempo.Lasting {
			d.lasts = true
			b.counts.Disagreements++
		}
	}
	b.alarm(now)
}

// current is a question as it is asked since the last reload.
func (b *book) current(q Question) (Question, bool) {
	at := q.number
	if at >= len(b.questions) || b.questions[at].key() != q.key() {
		at = slices.IndexFunc(b.questions, func(have Question) bool { return have.key() == q.key() })
	}
	if at < 0 {
		return q, false
	}
	return b.questions[at], true
}

// silent notes that nothing was answered.
func (b *book) silent(now time.Time) {
	was := b.lost()
	if b.silences++; was || !b.lost() {
		return
	}
	b.since = now
	groups := b.told()
	for _, g := range b.healed.groups {
		groups = add(groups, g) // its end was not told yet
	}
	if len(groups) > 0 {
		b.events = append(b.events, Event{At: now, From: Disagrees, To: Unheard, Groups: groups})
	}
	b.wary, b.healed = nil, healed{}
}

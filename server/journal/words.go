package journal

import (
	"slices"
	"strings"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
	"geosrv/server/steer"
)

// Turn is an endpoint whose verdict moved: what, from, to, why.
type Turn struct {
	Key      string
	From, To health.Standing
	Never    bool   // it has never answered
	Reason   string // of the probe that led to it
	Detail   string
}

// Endpoints logs and counts verdicts that moved, in the order in which they did.
func (j *Journal) Endpoints(turns []Turn) {
	if len(turns) == 0 {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, t := range turns {
		to := t.To.String()
		if t.Never && t.To == health.Silent {
			to = steer.NeverAnswered.String()
		}
		j.counts.turn(&t, to)
		j.log.Info("endpoint changed", "endpoint", t.Key, "from", t.From.String(), "to", to, "reason", t.Reason, "detail", t.Detail)
	}
}

// Words logs the operator's words that came into force, and those that ended,
// since it was asked last. Each is one event.
func (j *Journal) Words(l *operator.Ledger, now time.Time) {
	var said []string
	var events []Event
	for _, e := range l.InForce(now) {
		words := e.String()
		said = append(said, words)
		if slices.Contains(j.said, words) || j.roster == nil && j.before == nil && e.Verb == operator.Return && e.ID > 0 {
			continue // a return of before a restart did what it had to
		}
		attrs := []any{"override", words}
		for _, a := range [...]struct{ key, value string }{{"by", e.Author}, {"because", e.Reason}} {
			if a.value != "" {
				attrs = append(attrs, a.key, a.value)
			}
		}
		if e.ID > 0 {
			attrs = append(attrs, "id", e.ID)
			if !e.Until.IsZero() {
				attrs = append(attrs, "until", e.Until.UTC().Format(time.RFC3339))
			}
		}
		j.log.Info("an operator's word holds", attrs...)
		events = append(events, Event{At: now, Kind: KindWord, Words: words, To: "in force", Cause: by(e)})
		j.fresh = append(j.fresh, words+aside(by(e)))
	}
	for _, words := range j.said {
		if slices.Contains(said, words) {
			continue
		}
		last := ended(l, words)
		attrs := []any{"override", words}
		if last.Author != "" {
			attrs = append(attrs, "by", last.Author)
		}
		if last.Reason != "" {
			attrs = append(attrs, "because", last.Reason)
		}
		j.log.Info("an operator's word ended", attrs...)
		events = append(events, Event{At: now, Kind: KindWord, Words: words, From: "in force", To: "over", Cause: by(last)})
		j.fresh = append(j.fresh, "the end of "+words+aside(by(last)))
	}
	j.said = said
	j.remember(events)
}

// ended is the entry that took words back; the zero Entry where their time ended.
func ended(l *operator.Ledger, words string) operator.Entry {
	for _, e := range l.Entries {
		if e.String() != words {
			continue
		}
		if last, ok := l.About(e.Key()); ok && last != e {
			return last
		}
	}
	return operator.Entry{}
}

// by is who said an entry and why: "WHO", "WHO: WHY", "WHY" or "".
func by(e operator.Entry) string {
	if e.Reason == "" {
		return e.Author
	}
	return strings.TrimPrefix(e.Author+": "+e.Reason, ": ")
}

// aside is a text in parentheses behind another one.
func aside(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// Ending logs that an entry ends soon by itself. It is one event.
func (j *Journal) Ending(now time.Time, e operator.Entry) {
	until := e.Until.UTC().Format(time.RFC3339)
	j.log.Warn("an operator's word ends soon: what it names is answered again as soon as its probes pass",
		"override", e.String(), "until", until)
	j.remember([]Event{{At: now, Kind: KindWord, Words: e.String(), From: "in force", To: "ends at " + until, Cause: by(e)}})
}

// Dangling logs an entry of the ledger whose object does not exist.
func (j *Journal) Dangling(e operator.Entry) {
	j.log.Warn("an override names nothing that exists", "override", e.String(), "line", e.Line)
}

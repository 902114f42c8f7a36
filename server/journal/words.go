package journal

import (
	"slices"
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

// Endpoints logs verdicts that moved, in the order in which they did.
func (j *Journal) Endpoints(turns []Turn) {
	for _, t := range turns {
		to := t.To.String()
		if t.Never && t.To == health.Silent {
			to = steer.NeverAnswered.String()
		}
		j.log.Info("endpoint changed", "endpoint", t.Key, "from", t.From.String(), "to", to, "reason", t.Reason, "detail", t.Detail)
	}
}

// Words logs the operator's words that came into force, and those that ended,
// since it was asked last.
func (j *Journal) Words(l *operator.Ledger, now time.Time) {
	var said []string
	for _, e := range l.InForce(now) {
		said = append(said, e.String())
	}
	for _, w := range said {
		if !slices.Contains(j.said, w) {
			j.log.Info("an operator's word holds", "override", w)
		}
	}
	for _, w := range j.said {
		if !slices.Contains(said, w) {
			j.log.Info("an operator's word ended", "override", w)
		}
	}
	j.said = said
}

// Dangling logs an entry of the ledger whose object does not exist.
func (j *Journal) Dangling(e operator.Entry) {
	j.log.Warn("an override names nothing that exists", "override", e.String(), "line", e.Line)
}

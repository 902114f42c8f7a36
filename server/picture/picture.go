package picture

import (
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// Picture is everything that moves, as the publisher sees it at one moment: a
// copy that whoever asked for it may change. World and ledgers are immutable.
type Picture struct {
	At          time.Time
	World       *answer.World
	Inputs      *answer.Inputs
	Said        *operator.Ledger        // by verbs
	File        *operator.Ledger        // by the overrides file
	Ledger      *operator.Ledger        // both
	States      map[string]health.State // by the key of the endpoint; of references too
	Marks       map[MarkKey]steer.Mark  // pools that are stood down
	Unconfirmed map[string]bool         // keys of restored states that no probe has confirmed
	Homeward    map[string]time.Time    // the groups of which somebody said return, and when
	Frozen      bool                    // by an operator
	Isolated    bool                    // verdicts wait because we cannot see
}

// Outlooks are those of all groups, by their number, under inputs: the picture's own,
// or what they would be.
func (pic *Picture) Outlooks(in *answer.Inputs) []answer.Outlook {
	groups := make([]int32, len(pic.World.Roster.Groups))
	for i := range groups {
		groups[i] = int32(i)
	}
	return pic.World.Outlooks(in, groups)
}

// MarkKey names what a mark is of, so that no reload moves it to another object.
// The zero value is nobody's.
type MarkKey struct{ Group, Pool string }

// Supposed is how everything stands at now with nothing running: every endpoint of
// the world up, and what the overrides file says.
func Supposed(w *answer.World, file *operator.Ledger, now time.Time) *Picture {
	pic := &Picture{
		At: now, World: w, Inputs: answer.NewInputs(w.Roster), Said: &operator.Ledger{}, File: file, Ledger: file,
		States: map[string]health.State{}, Marks: map[MarkKey]steer.Mark{}, Unconfirmed: map[string]bool{},
	}
	words.Apply(pic.Ledger, w.Roster, pic.Inputs, now)
	for _, e := range pic.Ledger.InForce(now) {
		if e.Verb == operator.Freeze {
			pic.Frozen, pic.Inputs.Frozen = true, true
		}
	}
	return pic
}

package server

import (
	"context"
	"slices"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// overrides is the verb of that name.
func (s *Server) overrides(ctx context.Context, _ control.Peer, _ struct{}) (*control.Overrides, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	return &control.Overrides{Overrides: view{pic}.overrides(), Survive: s.keeper.where() != ""}, nil
}

// overrides lists what is in force. A return of a verb is over once nothing is
// left of it to take back.
func (pic view) overrides() []control.Override {
	r := pic.World.Roster
	out := []control.Override{}
	dangling := words.Apply(pic.Ledger, r, answer.NewInputs(r), pic.At)
	for _, e := range pic.Ledger.InForce(pic.At) {
		if e.Verb == operator.Return && e.Line == 0 && !pic.returning(e) {
			continue
		}
		o := overrideOf(e, r.Config.Overrides)
		o.Dangling = slices.Contains(dangling, e)
		out = append(out, o)
	}
	return out
}

// returning reports whether a group still waits for a pool of before its return.
func (pic view) returning(e operator.Entry) bool {
	g := words.Group(pic.World.Roster, e.Group)
	return g >= 0 && slices.ContainsFunc(pic.Inputs.Marks[g], func(m steer.Mark) bool { return m.Set() && m.Since.Before(e.At) })
}

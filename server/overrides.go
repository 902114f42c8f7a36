package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/steer"
)

// overrides is the verb of that name.
func (s *Server) overrides(ctx context.Context, _ control.Peer, _ struct{}) (*control.Overrides, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	return &control.Overrides{Overrides: pic.overrides(), Survive: s.keeper.where() != ""}, nil
}

// overrides lists what is in force. A return of a verb is over once nothing is
// left of it to take back.
func (pic *Picture) overrides() []control.Override {
	r := pic.World.Roster
	out := []control.Override{}
	dangling := applyLedger(pic.Ledger, r, answer.NewInputs(r), pic.At)
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
func (pic *Picture) returning(e operator.Entry) bool {
	g := groupOf(pic.World.Roster, e.Group)
	return g >= 0 && slices.ContainsFunc(pic.Inputs.Marks[g], func(m steer.Mark) bool { return m.Set() && m.Since.Before(e.At) })
}

// awaitEvery is how often somebody who waits looks again.
const awaitEvery = 200 * time.Millisecond

// awaits is the verb await.
func (s *Server) awaits(ctx context.Context, _ control.Peer, a control.Await) (*control.Awaited, error) {
	ctx, end := context.WithTimeout(ctx, control.MostTime/2)
	defer end()
	for {
		pic, err := s.publisher.Picture(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		done, err := pic.awaited(a.Words)
		if err != nil || done.Up || ctx.Err() != nil {
			return done, err
		}
		pause(ctx, awaitEvery)
	}
}

// awaited says who of what a selector names is not up.
func (pic *Picture) awaited(words []string) (*control.Awaited, error) {
	words, err := pic.qualified(operator.Drain, words)
	if err != nil {
		return nil, err
	}
	e, err := operator.Read(append([]string{string(operator.Drain)}, words...))
	if err == nil {
		err = exists(e, pic.World.Roster)
	}
	if err != nil {
		return nil, err
	}
	r := pic.World.Roster
	m := mean(e.Selector, r)
	addresses := addressesOf(&m, r)
	done := &control.Awaited{}
	for i, endpoint := range r.Endpoints {
		if !slices.Contains(addresses, endpoint.Addr.Addr()) {
			continue
		}
		s := pic.States[endpoint.Key()]
		if v := pic.Inputs.Verdicts[i]; v.Standing.String() != "up" || v.Never || pic.Unconfirmed[endpoint.Key()] {
			done.Left = append(done.Left, fmt.Sprintf("%s: %s (%s)", endpoint.Key(), v.Standing, s.Last.Reason))
		}
	}
	done.Up = len(done.Left) == 0
	return done, nil
}

package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/words"
)

// awaitEvery is how often somebody who waits looks again.
const awaitEvery = 200 * time.Millisecond

// awaits is the verb await.
func (s *Server) awaits(ctx context.Context, _ control.Peer, a control.Await) (*control.Awaited, error) {
	most := control.MostTime / 2
	if a.Gone {
		most = max(0, min(most, time.Until(a.Until)))
	}
	ctx, end := context.WithTimeout(ctx, most)
	defer end()
	for {
		pic, err := s.publisher.Picture(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		done, err := view{pic}.awaited(a)
		if err != nil || done.Up || ctx.Err() != nil {
			return done, err
		}
		pause(ctx, awaitEvery)
	}
}

// awaited says who of what a selector names is not up; or, where it is to be gone,
// who answers it.
func (pic view) awaited(a control.Await) (*control.Awaited, error) {
	typed, err := words.Qualified(operator.Drain, a.Words, pic.World.Roster)
	if err != nil {
		return nil, err
	}
	e, err := operator.Read(append([]string{string(operator.Drain)}, typed...))
	if err == nil {
		err = words.Exists(e, pic.World.Roster)
	}
	if err != nil {
		return nil, err
	}
	r := pic.World.Roster
	done := &control.Awaited{}
	if a.Gone {
		outlooks := pic.World.Outlooks(pic.Inputs, everyGroup(r))
		done.Left = pic.stillAnswered(outlooks, words.Answering(e.Selector, r))
		done.Up = len(done.Left) > 0
		return done, nil
	}
	addresses := words.Machines(e.Selector, r)
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

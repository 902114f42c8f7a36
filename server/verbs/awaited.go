package verbs

import (
	"fmt"
	"slices"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/words"
)

// Awaited says who of what a selector names is not up; or, where it is to be gone,
// who answers it.
func Awaited(pic *picture.Picture, a control.Await) (*control.Awaited, error) {
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
		done.Left = view{pic}.stillAnswered(pic.Outlooks(pic.Inputs), words.Answering(e.Selector, r))
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

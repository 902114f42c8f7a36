package server

import (
	"context"

	"geosrv/server/control"
	"geosrv/server/explain"
)

// explain is the verb of that name: of what the publisher sees now, and the plan
// that answers. Where the plan is of another moment than what is seen, because
// something moved in between, it looks again.
func (s *Server) explain(ctx context.Context, _ control.Peer, e control.Explain) (*control.Explanation, error) {
	const looks = 3
	for look := 1; ; look++ {
		pic, err := s.publisher.Picture(ctx)
		if err != nil {
			return nil, err
		}
		plan := s.publisher.Plan()
		if plan == nil || plan.World() != pic.World || len(e.Down) > 0 || look == looks {
			plan = nil // one is made of what is seen
		}
		said, holds, err := explain.Answer(pic, plan, e)
		if err != nil {
			return nil, err
		}
		if holds {
			return said, nil
		}
	}
}

package server

import (
	"context"
	"time"

	"geosrv/server/control"
	"geosrv/server/verbs"
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
		done, err := verbs.Awaited(pic, a)
		if err != nil || done.Up || ctx.Err() != nil {
			return done, err
		}
		pause(ctx, awaitEvery)
	}
}

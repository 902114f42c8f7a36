package probe

import (
	"context"

	"geosrv/health"
)

// tcp connects and closes (RFC 9293). It is for ports whose protocol has no
// check: it proves no more than that somebody listens.
func (p prober) tcp(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e)
	if err != nil {
		return broken(err)
	}
	s.Close()
	return answered("")
}

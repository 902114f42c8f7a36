package server

import (
	"context"
	"time"

	"geosrv/health"
	"geosrv/server/load"
)

// recall gives the publisher what is remembered from before, or was handed over, and returns the
// states of which the runner is to go on.
func (s *Server) recall(loaded *load.Loaded, from *handed) map[string]health.State {
	if from != nil {
		s.publisher.inherit(from.past)
		return s.publisher.Restore(from.memory, time.Now())
	}
	m := s.keeper.Recall(loaded.Config.State)
	if m == nil {
		return nil
	}
	return s.publisher.Restore(m, time.Now())
}

// remember moves the state file to where the configuration says. The caller
// holds mu.
func (s *Server) remember(l *load.Loaded) error {
	err := s.keeper.Settle(context.Background(), l.Config.State)
	if err != nil {
		s.log.Error("the state file stays where it was", "error", err)
	}
	return err
}

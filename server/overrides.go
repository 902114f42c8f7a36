package server

import (
	"context"

	"geosrv/server/control"
	"geosrv/server/verbs"
)

// overrides is the verb of that name.
func (s *Server) overrides(ctx context.Context, _ control.Peer, _ struct{}) (*control.Overrides, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	return &control.Overrides{Overrides: verbs.Overrides(pic), Survive: s.keeper.Dir() != ""}, nil
}

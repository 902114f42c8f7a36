package server

import "geosrv/server/sandbox"

// Reach is what the server has to reach with what it has loaded, and with more,
// which it may read and run. From now on a configuration that needs more is refused:
// the caller closes the process in.
func (s *Server) Reach(more ...string) *sandbox.Reach {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loader.Confine(s.last, more...)
}

package server

import (
	"slices"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/server/roster"
)

// probesKept is how many probes of an endpoint the page draws.
const probesKept = 40

// latencies remembers how long the latest probes of each endpoint took. Make it with
// newLatencies; it must not be copied. Safe for concurrent use.
type latencies struct {
	mu   sync.Mutex
	took map[string][]float64 // milliseconds, oldest first; -1 of one that failed
}

func newLatencies() *latencies { return &latencies{took: map[string][]float64{}} }

// note adds a probe.
func (l *latencies) note(key string, o health.Observation) {
	ms := float64(o.Took.Round(100*time.Microsecond)) / float64(time.Millisecond)
	if o.Outcome == health.Failed {
		ms = -1
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	list := append(l.took[key], ms)
	l.took[key] = slices.Delete(list, 0, max(0, len(list)-probesKept))
}

// of returns a copy for one endpoint.
func (l *latencies) of(key string) []float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.took[key])
}

// keep forgets what a roster does not have.
func (l *latencies) keep(r *roster.Roster) {
	known := make(map[string]bool, len(r.Endpoints))
	for i := range r.Endpoints {
		known[r.Endpoints[i].Key()] = true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range l.took {
		if !known[key] {
			delete(l.took, key)
		}
	}
}

// reportProbe hands a probe to the publisher, and to who counts and draws it.
func (s *Server) reportProbe(key string, state health.State, o health.Observation) {
	s.probes.count(key, &o)
	s.latencies.note(key, o)
	s.publisher.Report(key, state, o)
}

package server

import (
	"context"

	"geosrv/server/control"
	"geosrv/server/journal"
	"geosrv/server/metrics"
)

// Measured is everything that a scrape tells, at about one moment. What the
// publisher does not say until ctx is done is left out. It may be called from any goroutine.
func (s *Server) Measured(ctx context.Context) *metrics.Snapshot {
	of, l, counts := s.sockets.counters(), s.sockets.rulings(), s.publisher.journal.Counts()
	snap := &metrics.Snapshot{
		Version: s.version, Sockets: of, Open: s.sockets.register.Open(),
		Limited: metrics.Limited{
			Passed: l.Passed, Slipped: l.Slipped, Dropped: l.Dropped, Exempt: l.Exempt, Proven: l.Proven, Crowded: l.Crowded,
		},
		Plan: s.planned(), Runner: s.runner.Counters(), Checks: s.probes.all(),
		Events: movedOf(counts.Events), Turns: movedOf(counts.Turns), Forgot: counts.Dropped,
		Hook:   metrics.Hook{Told: s.hook.Told(), Failed: s.hook.Fails(), Dropped: s.hook.Drops()},
		Tapped: s.taps.counted(),
	}
	snap.State.Written, snap.State.Failures = s.keeper.Kept()
	snap.Replies, snap.Subnets = s.sockets.replies()
	snap.Reloads, snap.Inputs = s.loads.all()
	snap.Reloads.LastGood = s.wrong.Load() == nil
	if log, ok := s.log.Handler().(interface{ Dropped() uint64 }); ok {
		snap.LogDrops = log.Dropped()
	}
	if st, err := s.status(ctx, control.Peer{}, struct{}{}); err == nil {
		snap.Status = st
	}
	return snap
}

// Ready reports whether queries are answered, however old the inputs are and
// however many targets are down. It may be called from any goroutine.
func (s *Server) Ready() bool { return s.publisher.Plan() != nil }

// planned is what is known of the plan without asking the publisher.
func (s *Server) planned() metrics.Plan {
	t := &s.publisher.tally
	p := metrics.Plan{Published: t.when(), Publishes: t.publishes.Load(), Faults: t.faults.Load()}
	plan := s.publisher.Plan()
	if plan == nil {
		return p
	}
	w := plan.World()
	r := w.Roster
	p.Generation, p.Zones, p.Groups, p.Sets, p.Classes = plan.Generation, len(r.Sources), len(r.Groups), len(r.Sets), w.Geo.Classes()
	for _, z := range r.Sources {
		p.Names += z.Zone.Nodes()
	}
	if db := w.Database(); db != nil {
		p.DatabaseOf = db.Built()
	}
	return p
}

// movedOf says it in the words of the metrics.
func movedOf(counted map[journal.Counted]uint64) map[metrics.Moved]uint64 {
	out := make(map[metrics.Moved]uint64, len(counted))
	for c, n := range counted {
		out[metrics.Moved{To: c.What, Reason: c.Reason}] = n
	}
	return out
}

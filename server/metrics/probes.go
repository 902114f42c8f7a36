package metrics

import "geosrv/health"

func probeFamilies() []Family {
	return []Family{
		histogram("geosrv_probe_duration_seconds", "How long probes took, those that failed too.", "check"),
		counter("geosrv_probe_outcomes_total", "Probes by outcome (answered, draining, failed) and reason. Reasons with a number of the peer are told by their first digit.", "check", "outcome", "reason"),
		histogram("geosrv_probe_lag_seconds", "How much later than planned probes began."),
		counter("geosrv_probe_attempts_total", "Attempts of probes begun. Some probes have several."),
		gauge("geosrv_probe_attempts_in_flight", "Attempts under way."),
		gauge("geosrv_probe_attempts_in_flight_limit", "How many may be."),
		counter("geosrv_probe_panics_total", "Probes that made a fault in geosrv; each was a failure."),
		counter("geosrv_probe_stuck_total", "Attempts that did not end long after their deadline."),
		gauge("geosrv_probe_hung", "Those of them that have not ended yet."),
		counter("geosrv_probe_discarded_total", "Probes of which nothing was believed: the process was stopped meanwhile, or the endpoint was gone.", "reason"),
		counter("geosrv_prober_restarts_total", "Goroutines of endpoints that were started anew."),
	}
}

// probes tells how probing goes.
func (s *sheet) probes(snap *Snapshot) {
	for _, c := range snap.Checks {
		s.histogram("geosrv_probe_duration_seconds", c.Took, c.Name)
		for m, n := range c.Outcomes {
			s.put("geosrv_probe_outcomes_total", float64(n), c.Name, m.To, m.Reason)
		}
	}
	r := &snap.Runner
	s.histogram("geosrv_probe_lag_seconds", lag(&r.Lag))
	s.put("geosrv_probe_attempts_total", float64(r.Attempts))
	s.put("geosrv_probe_attempts_in_flight", float64(r.InFlight))
	s.put("geosrv_probe_attempts_in_flight_limit", float64(r.Limit))
	s.put("geosrv_probe_panics_total", float64(r.Panics))
	s.put("geosrv_probe_stuck_total", float64(r.Stuck))
	s.put("geosrv_probe_hung", float64(r.Hung))
	s.put("geosrv_probe_discarded_total", float64(r.Paused), "paused")
	s.put("geosrv_probe_discarded_total", float64(r.Dropped), "gone")
	s.put("geosrv_prober_restarts_total", float64(r.Restarts))
}

// lag is that of a runner as a histogram.
func lag(l *health.Lag) Histogram {
	bounds := health.LagBounds()
	h := Histogram{Counts: l.Counts[:], Sum: l.Sum.Seconds()}
	for _, b := range bounds {
		h.Bounds = append(h.Bounds, b.Seconds())
	}
	return h
}

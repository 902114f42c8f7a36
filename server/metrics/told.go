package metrics

func toldFamilies() []Family {
	return []Family{
		counter("geosrv_events_total", "Events of the history, by kind. The reason is that of a pool's new standing, from the list that explain, status and history share.", "kind", "reason"),
		counter("geosrv_endpoint_transitions_total", "Verdicts of endpoints that changed, by the new verdict and the reason of the probe that led to it.", "verdict", "reason"),
		counter("geosrv_history_forgotten_total", "Events that left the history for newer ones."),
		counter("geosrv_hook_events_total", "Events that a hook was to be told of, by what came of it.", "result"),
		counter("geosrv_state_write_failures_total", "Writes of the state file that failed: a restart would forget."),
		gauge("geosrv_state_written_timestamp_seconds", "When the state file was last written; 0: it was not."),
		counter("geosrv_dnstap_messages_total", "Copies of queries and replies for a dnstap collector, by what came of them.", "result"),
		counter("geosrv_log_lines_dropped_total", "Lines of the log that nobody took in time."),
	}
}

// told tells what was told to others, and what was not.
func (s *sheet) told(snap *Snapshot) {
	for m, n := range snap.Events {
		s.put("geosrv_events_total", float64(n), m.To, m.Reason)
	}
	for m, n := range snap.Turns {
		s.put("geosrv_endpoint_transitions_total", float64(n), m.To, m.Reason)
	}
	s.put("geosrv_history_forgotten_total", float64(snap.Forgot))
	s.put("geosrv_hook_events_total", float64(snap.Hook.Told), "told")
	s.put("geosrv_hook_events_total", float64(snap.Hook.Failed), "failed")
	s.put("geosrv_hook_events_total", float64(snap.Hook.Dropped), "dropped")
	s.put("geosrv_state_write_failures_total", float64(snap.State.Failures))
	s.put("geosrv_state_written_timestamp_seconds", unix(snap.State.Written))
	s.put("geosrv_dnstap_messages_total", float64(snap.Tapped.Sent), "sent")
	s.put("geosrv_dnstap_messages_total", float64(snap.Tapped.Dropped), "dropped")
	s.put("geosrv_log_lines_dropped_total", float64(snap.LogDrops))
}

package metrics

func socketFamilies() []Family {
	return []Family{
		counter("geosrv_requests_dropped_total", "Messages that got no reply: answers, garbage, and those that made a fault."),
		counter("geosrv_socket_errors_total", "Reads, writes and accepts that failed."),
		counter("geosrv_udp_unsent_total", "Replies by UDP that the kernel had no room for."),
		counter("geosrv_answer_panics_total", "Requests that made a fault in geosrv. Each cost that request alone."),
		gauge("geosrv_tcp_connections", "TCP connections that are open."),
		counter("geosrv_tcp_accepted_total", "TCP connections accepted."),
		counter("geosrv_tcp_closed_total", "TCP connections that geosrv ended, by why.", "reason"),
	}
}

// sockets tells what the sockets met.
func (s *sheet) sockets(snap *Snapshot) {
	c := snap.Sockets[0]
	c.Add(snap.Sockets[1])
	s.put("geosrv_requests_dropped_total", float64(c.Dropped))
	s.put("geosrv_socket_errors_total", float64(c.Errors))
	s.put("geosrv_udp_unsent_total", float64(c.Unsent))
	s.put("geosrv_answer_panics_total", float64(c.Panics))
	s.put("geosrv_tcp_connections", float64(snap.Open))
	s.put("geosrv_tcp_accepted_total", float64(c.Conns))
	for _, r := range [...]struct {
		reason string
		n      uint64
	}{{"idle", c.Idle}, {"slow", c.Slow}, {"unread", c.Unread}, {"evicted", c.Evicted}} {
		s.put("geosrv_tcp_closed_total", float64(r.n), r.reason)
	}
}

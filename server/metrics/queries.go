package metrics

func queryFamilies() []Family {
	return []Family{
		counter("geosrv_requests_total", "Messages received, DNS or not.", "transport", "family"),
		counter("geosrv_replies_total", "Replies made, before the rate limit, by response code.", "transport", "rcode"),
		counter("geosrv_questions_total", "Replies made, by the type that was asked for.", "type"),
		counter("geosrv_replies_truncated_total", "Replies that did not fit and said so (TC), those of the rate limit left out.", "transport"),
		counter("geosrv_subnet_queries_total", "Queries that were answered and said in which network their asker is (RFC 7871)."),
		counter("geosrv_rate_limit_replies_total", "Replies by UDP, by what the rate limit made of them.", "ruling"),
		counter("geosrv_rate_limit_crowded_total", "Replies that passed for want of room in the table of the rate limit."),
	}
}

// transport is the value of the label.
func transport(tcp bool) string {
	if tcp {
		return "tcp"
	}
	return "udp"
}

// queries tells what was asked and answered.
func (s *sheet) queries(snap *Snapshot) {
	for i, family := range [...]string{"ipv4", "ipv6"} {
		s.put("geosrv_requests_total", float64(snap.Sockets[i].UDP), "udp", family)
		s.put("geosrv_requests_total", float64(snap.Sockets[i].TCP), "tcp", family)
	}
	var byRcode [2][rcodes]uint64
	var byType [types]uint64
	var truncated [2]uint64
	for _, r := range snap.Replies {
		way := int(truth(r.TCP))
		byRcode[way][min(r.Rcode, OtherRcode)] += r.Count
		if r.Type >= types {
			r.Type = OtherType
		}
		byType[r.Type] += r.Count
		if r.Truncated {
			truncated[way] += r.Count
		}
	}
	for way := range byRcode {
		for rcode, n := range byRcode[way] {
			s.put("geosrv_replies_total", float64(n), transport(way == 1), Rcode(rcode).String())
		}
		s.put("geosrv_replies_truncated_total", float64(truncated[way]), transport(way == 1))
	}
	for t, n := range byType {
		s.put("geosrv_questions_total", float64(n), Type(t).String())
	}
	s.put("geosrv_subnet_queries_total", float64(snap.Subnets))
	l := &snap.Limited
	for _, r := range [...]struct {
		ruling string
		n      uint64
	}{{"passed", l.Passed}, {"slipped", l.Slipped}, {"dropped", l.Dropped}, {"exempt", l.Exempt}, {"proven", l.Proven}} {
		s.put("geosrv_rate_limit_replies_total", float64(r.n), r.ruling)
	}
	s.put("geosrv_rate_limit_crowded_total", float64(l.Crowded))
}

package metrics

import (
	"strings"

	"geosrv/server/control"
)

func standingFamilies() []Family {
	return []Family{
		gauge("geosrv_publisher_answers", "1 if the publisher told how everything stands. If not, what follows is left out."),
		gauge("geosrv_frozen", "1 while an operator holds all verdicts as they are."),
		gauge("geosrv_isolated", "1 while verdicts wait because nothing proves that geosrv can see."),
		gauge("geosrv_endpoints_unconfirmed", "Endpoints whose state is of before the restart."),
		gauge("geosrv_endpoints", "Endpoints, by check and verdict.", "check", "verdict"),
		gauge("geosrv_endpoint_verdict", "1 for the verdict that an endpoint has.", "endpoint", "check", "verdict"),
		gauge("geosrv_endpoint_certificate_expiry_timestamp_seconds", "When the certificate ends that an endpoint showed last.", "endpoint", "check"),
		gauge("geosrv_endpoints_left_out", "Endpoints without series of their own, for want of room."),
		gauge("geosrv_pool_standing", "1 for the standing that a pool has, as in the group where it stands worst.", "pool", "site", "standing"),
		gauge("geosrv_pool_stood_down_groups", "Groups that a pool is stood down for: it answers again, and waits to be let back.", "pool", "site"),
		gauge("geosrv_group_places_ratio", "Share of the IPv4 addresses of known place that a group leads to a pool first, and why.", "group", "pool", "reason"),
		gauge("geosrv_groups_left_out", "Groups without series of their own, for want of room."),
		gauge("geosrv_overrides", "Words of operators that are in force, by verb.", "verb"),
		gauge("geosrv_overrides_dangling", "Those of them that name nothing that exists."),
		gauge("geosrv_nameserver_heard", "1 if another nameserver answers that this one is compared with.", "nameserver", "address"),
		gauge("geosrv_nameserver_disagreements", "Groups of which another nameserver has answered otherwise for some time.", "nameserver", "address"),
		counter("geosrv_nameserver_questions_total", "Questions put to another nameserver.", "nameserver", "address"),
		counter("geosrv_nameserver_answers_total", "Those that it answered.", "nameserver", "address"),
		counter("geosrv_nameserver_disagreements_total", "Disagreements with another nameserver that lasted.", "nameserver", "address"),
	}
}

// verdicts are the values of the label, best first.
func verdicts() []string { return []string{"up", "degraded", "rising", "drained", "silent", "never"} }

// poolStandings are those of a pool.
func poolStandings() []string {
	return []string{"up", "degraded", "rising", "drained", "silent", "never", "maintenance"}
}

// standings tells how everything stands.
func (s *sheet) standings(snap *Snapshot) {
	st := snap.Status
	s.put("geosrv_publisher_answers", truth(st != nil))
	if st == nil {
		return
	}
	s.put("geosrv_frozen", truth(st.Frozen))
	s.put("geosrv_isolated", truth(st.Isolated))
	s.put("geosrv_endpoints_unconfirmed", float64(st.Unconfirmed))
	s.endpoints(st.Endpoints)
	for _, p := range st.Pools {
		for _, standing := range poolStandings() {
			s.put("geosrv_pool_standing", truth(p.Standing == standing), p.Name, p.Site, standing)
		}
		s.put("geosrv_pool_stood_down_groups", float64(len(p.StoodDown)), p.Name, p.Site)
	}
	s.groups(st.Groups)
	s.overrides(st.Overrides)
	for _, n := range st.Nameservers {
		s.put("geosrv_nameserver_heard", truth(n.Heard), n.Name, n.Addr)
		s.put("geosrv_nameserver_disagreements", float64(len(n.Disagrees)), n.Name, n.Addr)
		s.put("geosrv_nameserver_questions_total", float64(n.Counted.Asked), n.Name, n.Addr)
		s.put("geosrv_nameserver_answers_total", float64(n.Counted.Answered), n.Name, n.Addr)
		s.put("geosrv_nameserver_disagreements_total", float64(n.Counted.Disagreements), n.Name, n.Addr)
	}
}

// endpoints tells their verdicts: of all by number, of the first by name.
func (s *sheet) endpoints(list []control.EndpointStatus) {
	sums := map[string]map[string]int{}
	for i, e := range list {
		check := CheckOf(e.Key)
		if sums[check] == nil {
			sums[check] = map[string]int{}
		}
		sums[check][e.Verdict]++
		if i >= Most {
			continue
		}
		for _, v := range verdicts() {
			s.put("geosrv_endpoint_verdict", truth(e.Verdict == v), e.Key, check, v)
		}
		if e.Certificate != nil {
			s.put("geosrv_endpoint_certificate_expiry_timestamp_seconds", unix(*e.Certificate), e.Key, check)
		}
	}
	for check, of := range sums {
		for _, v := range verdicts() {
			s.put("geosrv_endpoints", float64(of[v]), check, v)
		}
	}
	s.put("geosrv_endpoints_left_out", float64(max(0, len(list)-Most)))
}

// CheckOf is the check of an endpoint, with its transport, from its key.
func CheckOf(key string) string {
	check, _, _ := strings.Cut(key, " ")
	return check
}

// groups tells which pool the places of a group are led to first. The names of
// hosts lead nobody anywhere: their pools are told of by themselves.
func (s *sheet) groups(list []control.GroupStatus) {
	type choice struct{ pool, reason string }
	told, left := 0, 0
	for _, g := range list {
		if g.Policy == "members" {
			continue
		}
		if told++; told > Most {
			left++
			continue
		}
		shares := map[choice]float64{}
		for _, a := range g.Answers {
			c := choice{reason: a.Why}
			if len(a.Pools) > 0 {
				c.pool = a.Pools[0]
			}
			shares[c] += a.Share
		}
		for c, share := range shares {
			s.put("geosrv_group_places_ratio", share, g.Name, c.pool, c.reason)
		}
	}
	s.put("geosrv_groups_left_out", float64(left))
}

// overrides tells how many words of each verb are in force.
func (s *sheet) overrides(list []control.Override) {
	sums, dangling := map[string]int{}, 0
	for _, verb := range [...]string{"drain", "maintenance", "force", "move", "pin", "return", "disable", "freeze", "drill"} {
		sums[verb] = 0
	}
	for _, o := range list {
		verb, _, _ := strings.Cut(o.Words, " ")
		sums[verb]++
		if o.Dangling {
			dangling++
		}
	}
	for verb, n := range sums {
		s.put("geosrv_overrides", float64(n), verb)
	}
	s.put("geosrv_overrides_dangling", float64(dangling))
}

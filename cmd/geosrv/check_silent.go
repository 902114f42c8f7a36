package main

import (
	"strings"

	"geosrv/health"
	"geosrv/server/config"
)

// unanswered warns of the endpoints that a probe got nothing from, once for each
// pool and each thing to look at: the table above has them one by one.
func (r *reporter) unanswered(seen []health.Observation) (all []warning) {
	type like struct{ place, hint string }
	at := map[like]int{}
	for i, o := range seen {
		if o.Outcome != health.Failed || r.Config.Lint.Silent("never-answered", r.Endpoints[i].Name) {
			continue
		}
		pos, hint := r.poolOf(int32(i)), whyNot(o.Reason)
		if first, known := at[like{pos.String(), hint}]; known {
			all[first].more++
			continue
		}
		at[like{pos.String(), hint}] = len(all)
		all = append(all, warning{Error: config.Error{
			Pos:     pos,
			Problem: r.Endpoints[i].Key() + " does not answer: " + o.Reason,
			Hint:    hint,
			Code:    "never-answered",
		}})
	}
	return all
}

// poolOf is where the configuration has the pool that an endpoint stands for.
func (r *reporter) poolOf(endpoint int32) (at config.Pos) {
	for _, g := range r.EndpointGroups[endpoint] {
		for _, c := range r.Groups[g].Candidates {
			for _, j := range c.Judges {
				for _, m := range j.Members {
					for _, e := range append(m.Behind[:len(m.Behind):len(m.Behind)], m.Endpoints...) {
						if e == endpoint && c.Pool >= 0 {
							at = r.Config.Pools[c.Pool].Pos
							at.File = nearPath(at.File)
							return at
						}
					}
				}
			}
		}
	}
	return at
}

// whyNot is what to look at first.
func whyNot(reason string) string {
	switch {
	case reason == "timeout" || reason == "unreachable":
		return "firewall? ACL? does this host have a way there?"
	case reason == "refused":
		return "port? is the service running?"
	case reason == "tls-name":
		return "certificate? name:?"
	case strings.HasPrefix(reason, "tls-"):
		return "certificate? legacy_tls? client certificate?"
	case reason == "local":
		return "our own side: file, command, source address"
	}
	return "does the check fit what listens there?"
}

package main

import (
	"strings"

	"geosrv/health"
	"geosrv/server/config"
)

// unanswered warns of the endpoints that a probe got nothing from: until one of
// them answers once it counts for nothing.
func (r *reporter) unanswered(seen []health.Observation) (all []warning) {
	for i, o := range seen {
		if o.Outcome != health.Failed || r.Config.Lint.Silent("never-answered", r.Endpoints[i].Name) {
			continue
		}
		all = append(all, warning{Error: config.Error{
			Pos:     r.poolOf(int32(i)),
			Problem: r.Endpoints[i].Key() + " does not answer: " + o.Reason,
			Hint:    whyNot(o.Reason),
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

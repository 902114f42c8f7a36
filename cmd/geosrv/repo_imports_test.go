package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const module = "geosrv/"

// directions is who may import whom, our own packages only. zones, geo and
// health are three worlds that never meet but under server; an asterisk stands
// for everything.
func directions() map[string][]string {
	return map[string][]string{
		"zones":             {},
		"geo":               {},
		"geo/atlas":         {},
		"health":            {},
		"health/probe":      {"health"},
		"health/probe/edge": {},
		"server/config":     {},
		"server/steer":      {},
		"server/operator":   {},
		"server/listen":     {},
		"server/watch":      {},
		"server/logs":       {},
		"server/dnstap":     {},
		"server/control":    {},
		"server/sandbox":    {},
		"server/systemd":    {},
		"server/memlimit":   {},
		"server/handover":   {},
		"server/ondisk":     {},
		"server/guard":      {},
		"server/shelf":      {"geo", "server/guard", "server/ondisk"},
		"server/state":      {"health", "server/config", "server/ondisk", "server/operator"},
		"server/wire":       {"zones"},
		"server/roster":     {"health", "server/config", "server/steer", "zones"},
		"server/lint":       {"server/config", "server/roster", "server/steer", "zones"},
		"server/answer": {
			"geo", "health", "server/config", "server/roster", "server/steer", "server/wire", "zones",
		},
		"server/load": {
			"geo", "server/answer", "server/config", "server/guard", "server/ondisk", "server/operator", "server/roster", "server/sandbox", "server/shelf", "server/steer",
			"server/wire", "zones",
		},
		"server/metrics": {"health", "server/control", "server/listen"},
		"server/peers":   {"health", "server/roster", "zones"},
		"server/journal": {"health", "server/answer", "server/operator", "server/roster", "server/steer"},
		"server/status":  {"geo/atlas", "server/control"},
		"server/words":   {"server/answer", "server/operator", "server/roster", "server/steer"},
		"server/picture": {"health", "server/answer", "server/operator", "server/roster", "server/steer", "server/words"},
		"server/explain": {
			"geo", "health", "server/answer", "server/control", "server/operator", "server/picture", "server/roster", "server/steer", "server/wire",
			"server/words", "zones",
		},
		"server/outbound": {"server/roster", "zones"},
		"server/verbs": {
			"server/answer", "server/control", "server/operator", "server/outbound", "server/picture", "server/roster", "server/steer", "server/words", "zones",
		},
		"server/survey": {
			"geo", "geo/atlas", "health", "server/answer", "server/control", "server/picture", "server/roster", "server/status", "server/steer", "server/verbs",
		},
		"server": {
			"geo", "health", "health/probe", "zones",
			"server/answer", "server/config", "server/control", "server/dnstap", "server/explain", "server/handover", "server/journal",
			"server/listen", "server/load", "server/metrics", "server/operator", "server/outbound", "server/peers", "server/picture", "server/roster",
			"server/sandbox", "server/shelf", "server/state", "server/status", "server/steer", "server/survey", "server/verbs", "server/watch", "server/wire", "server/words",
		},
		// The slow twin, what draws worlds for it, and the texts and files of a site: for tests and bench only.
		"server/oracle":        {},
		"server/oracle/random": {},
		"server/load/sitedir":  {"geo"},

		"server/answer/smallworld": {"server/answer", "server/config", "server/roster", "zones"},

		"cmd/geosrv":          {"*"},
		"cmd/geosrv/simulate": {"geo", "geo/atlas", "server/answer", "server/config", "server/roster", "server/steer"},
		"cmd/geosrv/demo":     {"*"},
		"cmd/geosrv/draft":    {"server/config"},
		"bench":               {"*"},
		"bench/differ":        {"*"},
		"bench/batter":        {"*"},
		"bench/compare":       {"*"},
		"bench/swap":          {"*"},
		"bench/faults":        {"*"},
		"bench/siege":         {"*"},
		"bench/chaos":         {"*"},
		"bench/netlab":        {},
		"bench/soak":          {"*"},
		"bench/probes":        {"*"},
		"bench/namespace":     {},
		"bench/port":          {},
		"bench/shipped":       {},
		"bench/countries":     {"geo"},
		"bench/talk":          {},
		"bench/mutants":       {"*"},
		"bench/outlines":      {"*"},
	}
}

// testDirections is what tests may import beyond their package: themselves,
// and simulated edges where something is probed.
func testDirections(dir string) []string {
	switch dir {
	case "health/probe":
		return []string{dir, "health/probe/edge"}
	case "server", "server/answer":
		return []string{dir, "health/probe/edge", "server/answer/smallworld", "server/load/sitedir", "server/oracle", "server/oracle/random"}
	case "server/words", "server/picture", "server/explain", "server/verbs", "server/survey", "server/outbound":
		return []string{dir, "server/answer/smallworld", "server/operator"}
	case "server/load":
		return []string{dir, "health", "health/probe/edge", "server/load/sitedir"}
	case "server/oracle":
		return []string{dir, "server/oracle/random"}
	}
	return []string{dir}
}

func importDirections(r *repository) (problems []string) {
	allowed := directions()
	for _, s := range r.files {
		may, known := allowed[s.dir]
		if !known {
			problems = append(problems, fmt.Sprintf("%s: the package %s stands in no direction (add it to directions())", s.path, s.dir))
			continue
		}
		if s.test {
			may = append(slices.Clone(may), testDirections(s.dir)...)
		}
		for _, spec := range s.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			ours, is := strings.CutPrefix(name, module)
			if err != nil || !is || slices.Contains(may, "*") || slices.Contains(may, ours) {
				continue
			}
			problems = append(problems, fmt.Sprintf("%s: %s must not import %s", r.place(s, spec), s.dir, ours))
		}
	}
	return problems
}

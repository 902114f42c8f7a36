package server

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
)

// records parses the text of a zone that a test has written.
func records(text string) (out []dns.RR) {
	p := dns.NewZoneParser(strings.NewReader(text), "", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		out = append(out, rr)
	}
	if err := p.Err(); err != nil {
		panic(fmt.Sprint(err, "\n", text))
	}
	return out
}

// zoneText is a zone as a master file.
func zoneText(z oracle.Zone) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s\n", z.Apex)
	for _, rr := range z.Records {
		fmt.Fprintln(&b, rr)
	}
	return b.String()
}

// yamlOf writes a world as a configuration.
func yamlOf(w *oracle.World) string {
	var b strings.Builder
	b.WriteString("zones: []\nsites:\n")
	areas := map[string][]string{}
	for _, s := range w.Sites {
		fmt.Fprintf(&b, "  %s: {at: [%v, %v]}\n", s.Name, s.Lat, s.Lon)
		if s.Area != "" {
			areas[s.Area] = append(areas[s.Area], s.Name)
		}
	}
	if len(areas) > 0 {
		b.WriteString("areas:\n")
		for _, name := range []string{"one", "two"} {
			if areas[name] != nil {
				fmt.Fprintf(&b, "  %s: [%s]\n", name, strings.Join(areas[name], ", "))
			}
		}
	}
	geoYAML(&b, w)
	b.WriteString("pools:\n")
	for i := range w.Pools {
		fmt.Fprintf(&b, "  %s: {%s}\n", w.Pools[i].Name, poolYAML(&w.Pools[i]))
	}
	groupsYAML(&b, w)
	return b.String()
}

func geoYAML(b *strings.Builder, w *oracle.World) {
	var networks, from []string
	for p, site := range w.Networks {
		networks = append(networks, fmt.Sprintf("%q: %s", p, site))
	}
	slices.Sort(networks)
	for _, p := range w.Subnets.From {
		from = append(from, p.String())
	}
	words := list(nil, "networks: {%s}", networks)
	words = list(words, "unknown: [%s]", w.Unknown)
	words = list(words, "ecs: {from: [%s]}", from)
	if w.Subnets.None {
		words = append(words, "ecs: {from: none}")
	}
	if w.Depth > 0 {
		words = append(words, fmt.Sprint("depth: ", w.Depth))
	}
	if len(words) > 0 {
		fmt.Fprintf(b, "geo:\n  %s\n", strings.Join(words, "\n  "))
	}
}

// list appends a key with several words, if there are any.
func list(to []string, format string, words []string) []string {
	if len(words) == 0 {
		return to
	}
	return append(to, fmt.Sprintf(format, strings.Join(words, ", ")))
}

func poolYAML(p *oracle.Pool) string {
	words := []string{"site: " + p.Site}
	var roles, servers []string
	for _, r := range p.Roles {
		names := "[" + strings.Join(dotless(r.Hosts), ", ") + "]"
		switch {
		case r.Name == "":
			words = append(words, "names: "+names)
			words = list(words, "addresses: [%s]", texts(r.Addresses))
		case r.Port > 0:
			roles = append(roles, fmt.Sprintf("%s: {names: %s, service: {check: tcp, port: %d}}", r.Name, names, r.Port))
		default:
			roles = append(roles, r.Name+": "+names)
		}
	}
	for _, s := range p.Servers {
		if s.Behind.IsValid() {
			servers = append(servers, fmt.Sprintf("%s: {behind: %s, probe: %s}", s.Name, s.Behind, s.Probe))
		} else {
			servers = append(servers, fmt.Sprintf("%s: [%s]", s.Name, strings.Join(texts(s.Addresses), ", ")))
		}
	}
	words = list(words, "names: {%s}", roles)
	words = list(words, "servers: {%s}", servers)
	if p.MinUp > 0 {
		words = append(words, fmt.Sprint("min_up: ", p.MinUp))
	}
	if p.NoMembers {
		words = append(words, "members: false")
	}
	return strings.Join(words, ", ")
}

// texts are addresses as YAML.
func texts(addresses []netip.Addr) (out []string) {
	for _, a := range addresses {
		out = append(out, fmt.Sprintf("%q", a))
	}
	return out
}

func dotless(names []string) (out []string) {
	for _, n := range names {
		out = append(out, strings.TrimSuffix(n, "."))
	}
	return out
}

// groupsYAML writes a group under its name, or under steer if its name is that
// of its owner.
func groupsYAML(b *strings.Builder, w *oracle.World) {
	var groups, steer []string
	for i := range w.Groups {
		g := &w.Groups[i]
		words := strings.Join(groupWords(g), ", ")
		if len(g.Owners) == 1 && dotless(g.Owners)[0] == g.Name {
			steer = append(steer, fmt.Sprintf("  - {name: %s, %s}\n", g.Name, words))
		} else {
			groups = append(groups, fmt.Sprintf("  %s: {sets: [%s], %s}\n", g.Name, strings.Join(dotless(g.Owners), ", "), words))
		}
	}
	if len(groups) > 0 {
		b.WriteString("groups:\n" + strings.Join(groups, ""))
	}
	if len(steer) > 0 {
		b.WriteString("steer:\n" + strings.Join(steer, ""))
	}
}

// groupWords are the keys of a group.
func groupWords(g *oracle.Group) []string {
	words := []string{"policy: " + [...]string{"ladder", "one", "members"}[g.Policy], "by: " + [...]string{"nearest", "listed", "zone"}[g.By]}
	words = list(words, "pools: [%s]", g.Pools)
	for _, key := range [...]struct {
		said     bool
		yes, not string
	}{
		{g.TakeoverCommand, "takeover: command", "takeover: auto"},
		{g.DownOmit, "down: omit", "down: demote"},
		{g.DrainedDemote, "drained: demote", "drained: omit"},
		{g.Together, "families: together", "families: apart"},
		{g.NeedsAll, "needs: all", ""},
		{g.DecideAll, "decide: all", ""},
		{g.Foreign, "pool: none", ""},
		{g.Observe, "mode: observe", ""},
		{g.Standby, "publish_standby: true", ""},
	} {
		if key.said {
			words = append(words, key.yes)
		} else if key.not != "" {
			words = append(words, key.not)
		}
	}
	for key, n := range map[string]int{"first": g.First, "step": g.Step, "rungs": g.Rungs, "rank": g.Rank, "min_up": g.MinUp} {
		if n > 0 {
			words = append(words, fmt.Sprintf("%s: %d", key, n))
		}
	}
	if g.TTL > 0 {
		words = append(words, fmt.Sprintf("ttl: %ds, ttl_unsettled: %ds", g.TTL, g.Unsettled))
	}
	if g.Port > 0 {
		words = append(words, fmt.Sprintf("service: {check: tcp, port: %d}", g.Port))
	}
	return words
}

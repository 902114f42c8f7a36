package main

import (
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"geosrv/server/config"
	"geosrv/server/load"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// shownGroup is one group with what presets, zones and defaults make of it.
// The order of the fields is the order of the keys.
type shownGroup struct {
	Name         string              `yaml:"group"`
	Policy       string              `yaml:"policy"`
	By           string              `yaml:"by,omitempty"`
	Takeover     string              `yaml:"takeover,omitempty"`
	Failback     string              `yaml:"failback,omitempty"`
	ReturnAfter  string              `yaml:"return_after,omitempty"`
	Forgive      string              `yaml:"forgive,omitempty"`
	Rank         int                 `yaml:"rank,omitempty"`
	Families     string              `yaml:"families,omitempty"`
	Standby      *bool               `yaml:"publish_standby,omitempty"`
	Down         string              `yaml:"down,omitempty"`
	Drained      string              `yaml:"drained,omitempty"`
	First        int                 `yaml:"first,omitempty"`
	Step         int                 `yaml:"step,omitempty"`
	Rungs        any                 `yaml:"rungs,omitempty"` // a number, or all
	Needs        string              `yaml:"needs,omitempty"`
	Decide       string              `yaml:"decide,omitempty"`
	MinUp        int                 `yaml:"min_up,omitempty"`
	Mode         string              `yaml:"mode"`
	TTL          string              `yaml:"ttl"`
	TTLUnsettled string              `yaml:"ttl_unsettled"`
	Pools        []string            `yaml:"pools,flow"`
	Sets         []string            `yaml:"sets"`
	Endpoints    map[string][]string `yaml:"endpoints,omitempty"`
}

// showAll prints the configuration with its defaults, and behind it, as a
// second document, every steered set with all that decides it.
func showAll(w io.Writer, loaded *load.Loaded) error {
	r := loaded.World.Roster
	groups := make([]shownGroup, len(r.Groups))
	for i := range r.Groups {
		groups[i] = showGroup(r, &r.Groups[i])
	}
	text, err := yaml.Dump(map[string][]shownGroup{"steered": groups}, yaml.WithLineWidth(120))
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, config.Show(loaded.Config)+
		"---\n# every steered set, with what presets, zones and defaults make of it\n"+string(text))
	return err
}

func showGroup(r *roster.Roster, g *roster.Group) shownGroup {
	p := g.Policy
	s := shownGroup{
		Name: g.Name, Policy: p.Kind.String(), Mode: word(g.Observe, "observe", "steer"),
		TTL: seconds(g.TTL), TTLUnsettled: seconds(g.Unsettled), MinUp: g.MinUp, Endpoints: showEndpoints(r, g),
	}
	if p.Kind != steer.Members {
		s.By, s.Needs = p.By.String(), word(g.NeedsAll, "all", "any")
	}
	switch p.Kind {
	case steer.Ladder:
		s.Down, s.Drained = word(p.DownOmit, "omit", "demote"), word(p.DrainedDemote, "demote", "omit")
		s.First, s.Step, s.Rungs = p.First, p.Step, p.Rungs
		if p.Rungs == 0 {
			s.Rungs = "all"
		}
	case steer.Members:
		s.Decide = decided(g)
	case steer.One:
		s.Takeover, s.Failback = word(p.TakeoverCommand, "command", "auto"), word(p.FailbackCommand, "command", "auto")
		s.ReturnAfter, s.Forgive = short(p.ReturnAfter), short(p.Forgive)
		s.Rank, s.Families, s.Standby = p.Rank, word(p.Together, "together", "apart"), &p.Standby
		s.Decide = decided(g)
	}
	for _, c := range g.Candidates {
		s.Pools = append(s.Pools, poolName(r, c))
	}
	for _, set := range g.Sets {
		s.Sets = append(s.Sets, r.Sets[set].Owner.Text()+" "+typeWord(r.Sets[set].Type))
	}
	return s
}

// decided says which of its endpoints an address of the group needs. Those that
// decide: CHECK leaves out are no endpoints of it.
func decided(g *roster.Group) string {
	for _, c := range g.Candidates {
		for _, j := range c.Judges {
			for _, m := range j.Members {
				if m.All {
					return "all"
				}
			}
		}
	}
	return "any"
}

// showEndpoints lists, by pool, the keys of the endpoints that judge it, and those
// of servers behind a load balancer, which only weigh it.
func showEndpoints(r *roster.Roster, g *roster.Group) map[string][]string {
	out := map[string][]string{}
	for _, c := range g.Candidates {
		seen := map[int32]bool{}
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for i, e := range slices.Concat(m.Endpoints, m.Behind) {
					if seen[e] {
						continue
					}
					seen[e] = true
					key := r.Endpoints[e].Key()
					if i >= len(m.Endpoints) {
						key += " (behind " + m.Addr.String() + ", weighs it)"
					}
					out[poolName(r, c)] = append(out[poolName(r, c)], key)
				}
			}
		}
	}
	return out
}

func poolName(r *roster.Roster, c roster.Candidate) string {
	if c.Pool < 0 {
		return "(foreign)"
	}
	return r.Pools[c.Pool].Name
}

func word(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func seconds(n uint32) string { return short(time.Duration(n) * time.Second) }

// short writes a duration as people do: 10m, not 10m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

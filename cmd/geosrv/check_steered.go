package main

import (
	"fmt"
	"slices"
	"strings"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// few is how many lines of groups that are alike are written before they
// become one line that counts them.
const few = 6

// steered tells, by group, which sets are steered, how, between whom, and by
// which checks. Groups of one name that are alike in all else share a line if
// they are many.
func (r *reporter) steered() {
	rows := [][]string{{"STEERED", "POLICY", "POOLS", "CHECKS"}}
	alike := map[string][]*roster.Group{}
	for i := range r.Groups {
		g := &r.Groups[i]
		alike[r.kin(g)] = append(alike[r.kin(g)], g)
	}
	for i := range r.Groups {
		g := &r.Groups[i]
		same := alike[r.kin(g)]
		switch {
		case g.Policy.Kind == steer.Members:
			continue
		case len(same) <= few:
			rows = append(rows, r.groupRows(g)...)
		case same[0] == g:
			row := r.groupRows(g)[0]
			row[0] += fmt.Sprintf(" and %d more", len(same)-1)
			rows = append(rows, row)
		}
	}
	r.table(append(rows, r.hostRow()...))
}

// kin is a text that groups share if a reader need not tell them apart.
func (r *reporter) kin(g *roster.Group) string {
	if len(g.Sets) == 0 || r.Sets[g.Sets[0]].Owner.Text() != g.Name {
		return "group " + g.Name
	}
	var types []string
	for _, s := range g.Sets {
		types = append(types, typeWord(r.Sets[s].Type))
	}
	return strings.Join([]string{strings.Join(types, " "), g.Words(), r.candidates(g), r.checks(g)}, "\t")
}

// groupRows is one line for a set that is its own group, else a line for the
// group and one for each owner.
func (r *reporter) groupRows(g *roster.Group) [][]string {
	owners := r.owners(g)
	tail := []string{g.Words(), r.candidates(g), r.checks(g)}
	if len(owners) == 1 && strings.HasPrefix(owners[0], g.Name+" ") {
		return [][]string{append([]string{owners[0]}, tail...)}
	}
	rows := [][]string{append([]string{g.Name}, tail...)}
	for i, o := range owners {
		if i == maxRows && len(owners) > maxRows+1 {
			return append(rows, []string{fmt.Sprintf("  and %d more", len(owners)-i)})
		}
		rows = append(rows, []string{"  " + o})
	}
	return rows
}

// owners lists "NAME TYPE, TYPE" for a group, by name.
func (r *reporter) owners(g *roster.Group) (lines []string) {
	types := map[string][]string{}
	for _, s := range g.Sets {
		set := &r.Sets[s]
		types[set.Owner.Text()] = append(types[set.Owner.Text()], typeWord(set.Type))
	}
	for name, of := range types {
		slices.Sort(of)
		lines = append(lines, name+" "+strings.Join(of, ", "))
	}
	slices.Sort(lines)
	return lines
}

// hostRow counts the host names of pools, which nobody has to say.
func (r *reporter) hostRow() [][]string {
	n := 0
	var checks []string
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Policy.Kind == steer.Members {
			n++
			checks = append(checks, strings.Split(r.checks(g), ", ")...)
		}
	}
	if n == 0 {
		return nil
	}
	slices.Sort(checks)
	return [][]string{{count(n, "host name") + " of pools", "members", "", strings.Join(slices.Compact(checks), ", ")}}
}

// candidates lists the pools of a group in listed order.
func (r *reporter) candidates(g *roster.Group) string {
	var names []string
	for _, c := range g.Candidates {
		names = append(names, poolName(r.Roster, c))
	}
	return strings.Join(names, " ")
}

// checks lists the distinct checks by which a group's pools are judged.
func (r *reporter) checks(g *roster.Group) string {
	var words []string
	for _, c := range g.Candidates {
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for _, e := range m.Endpoints {
					words = append(words, checkWord(&r.Endpoints[e]))
				}
			}
		}
	}
	slices.Sort(words)
	if words = slices.Compact(words); len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

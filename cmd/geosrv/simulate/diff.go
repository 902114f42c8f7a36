package simulate

import (
	"fmt"
	"io"
	"net/netip"
	"slices"

	"geosrv/geo"
	"geosrv/server/steer"
)

// Difference is which places are answered otherwise by another configuration or
// database, with everything up.
type Difference struct {
	Known   Share    `json:"known"` // how much of each space has a place, in either
	Changes []Change `json:"changes"`
	OnlyOld []string `json:"only_old,omitempty"` // sets that are not steered any more
	OnlyNew []string `json:"only_new,omitempty"`
}

// Change is one steered set.
type Change struct {
	Set    string `json:"set"` // "OWNER TYPE"
	Moves  []Move `json:"moves,omitempty"`
	Behind Share  `json:"behind"` // who is led to the same, and has others behind it
	Same   bool   `json:"same"`   // nothing of it changes
}

// Diff compares the first cases of two questions, set by set. Weights are not
// asked for.
func Diff(before, after Question) *Difference {
	old, now := &run{Question: before, Roster: before.World.Roster}, &run{Question: after, Roster: after.World.Roster}
	sites := now.surveyBoth(old)
	out := &Difference{Known: now.known}
	was, is := old.sets(), now.sets()
	for _, name := range sorted(was) {
		if _, still := is[name]; !still {
			out.OnlyOld = append(out.OnlyOld, name)
		}
	}
	for _, name := range sorted(is) {
		v, before := is[name], was[name]
		if before == nil {
			out.OnlyNew = append(out.OnlyNew, name)
			continue
		}
		out.Changes = append(out.Changes, now.change(name, old, before, v, sites))
	}
	return out
}

// surveyBoth divides the address space by the classes of both worlds, and returns
// the names of the sites of all networks, by number.
func (r *run) surveyBoth(old *run) (sites []string) {
	s := geo.Survey{Networks: map[netip.Prefix]int{}, Before: old.World.Geo, After: r.World.Geo}
	for _, q := range []*run{old, r} { // the new one has the last word
		if q.Database != nil {
			s.Databases = append(s.Databases, q.Database)
		}
		for _, n := range q.Config.Geo.Networks {
			if !slices.Contains(sites, n.Site) {
				sites = append(sites, n.Site)
			}
			s.Networks[n.Prefix] = slices.Index(sites, n.Site)
		}
	}
	r.divide(s)
	return sites
}

// sets are the views of all steered sets, by name.
func (r *run) sets() map[string]*view {
	out := map[string]*view{}
	for g := range r.Groups {
		if r.Groups[g].Policy.Kind == steer.Members {
			continue
		}
		for _, set := range r.Groups[g].Sets {
			out[r.setName(set)] = r.view(int32(g), set)
		}
	}
	return out
}

// change compares one set.
func (r *run) change(name string, old *run, was, is *view, sites []string) Change {
	c := Change{Set: name}
	t := newTally()
	for i := range r.places {
		p := &r.places[i]
		a, b := old.World.Order(was.group, p.Before), r.World.Order(is.group, p.After)
		from, to, site := was.leads[0][a].label, is.leads[0][b].label, ""
		if p.Site >= 0 {
			site = sites[p.Site]
		}
		t.add(p, from, to, site)
		if from == to && !slices.Equal(old.order(was, a), r.order(is, b)) {
			c.Behind = c.Behind.plus(p.Share, 1)
		}
	}
	t.unknown(was.leads[0][0].label, is.leads[0][0].label)
	c.Moves, _ = t.sum()
	c.Same = len(c.Moves) == 0 && c.Behind == Share{}
	return c
}

// order is the pools of an SRV set in the order in which they are answered; an
// address set has only its one.
func (r *run) order(v *view, order int) (out []string) {
	if r.Sets[v.set].Type != typeSRV {
		return nil
	}
	for _, rung := range v.outlooks[0].Rungs(order) {
		name := "(not ours)"
		if c := r.Groups[v.group].Candidates[rung.Candidate]; c.Pool >= 0 {
			name = r.Pools[c.Pool].Name
		}
		out = append(out, fmt.Sprint(name, rung.Priority))
	}
	return out
}

// Print writes a difference for people. Its error is the writer's.
func (d *Difference) Print(w io.Writer) error {
	r := &Report{Known: d.Known}
	p := &page{report: r}
	families := r.families()
	said := map[string]string{}
	for _, c := range d.Changes {
		body := &page{report: r}
		one := &Decision{Cases: []Outcome{{Moves: c.Moves}}}
		if len(c.Moves) > 0 {
			body.moved(one, families)
		}
		for _, f := range families {
			if x := f.of(c.Behind); x > 0 {
				body.print("  %s of %s stay with their pool, and have others behind it\n", little(x), f.name)
			}
		}
		switch title, ok := said[body.String()]; {
		case c.Same:
			p.print("%s: the same for every place\n", c.Set)
		case ok:
			p.print("%s: as %s\n", c.Set, title)
		default:
			said[body.String()] = c.Set
			p.print("%s:\n%s", c.Set, body)
		}
	}
	for _, s := range d.OnlyOld {
		p.print("%s: not steered any more\n", s)
	}
	for _, s := range d.OnlyNew {
		p.print("%s: newly steered\n", s)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

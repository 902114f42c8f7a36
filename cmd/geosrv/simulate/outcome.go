package simulate

import "slices"

// decision is what a view comes to.
func (r *run) decision(v *view) Decision {
	g := &r.Groups[v.group]
	d := Decision{
		Name: g.Name, Policy: g.Words(), Observed: g.Observe, Sets: []string{r.setName(v.set)},
		TTL: v.outlooks[0].TTL(&r.Sets[v.set]), Pools: r.columns(v),
	}
	for c := range r.Cases {
		d.Cases = append(d.Cases, r.outcome(v, &d, c))
	}
	return d
}

// columns are the pools of a decision, and what else somebody is led to.
func (r *run) columns(v *view) (out []string) {
	for _, c := range r.Groups[v.group].Candidates {
		if c.Pool >= 0 && !slices.Contains(out, r.Pools[c.Pool].Name) {
			out = append(out, r.Pools[c.Pool].Name)
		}
	}
	for _, leads := range v.leads {
		for _, l := range leads {
			for _, name := range sorted(l.parts) {
				if !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// outcome adds up one case.
func (r *run) outcome(v *view, d *Decision, n int) Outcome {
	out := Outcome{Down: r.Cases[n].Down, Shares: make([]Share, len(d.Pools)), Unknown: v.leads[n][0].label}
	for i, c := range r.Groups[v.group].Candidates {
		if c.Pool >= 0 && !v.outlooks[n].Candidates[i].Standing.Live() {
			out.Silent = append(out.Silent, r.Pools[c.Pool].Name)
		}
	}
	t := newTally()
	for i := range r.places {
		p := &r.places[i]
		order := r.World.Order(v.group, p.Before)
		to := &v.leads[n][order]
		for name, part := range to.parts {
			i := slices.Index(d.Pools, name)
			out.Shares[i] = out.Shares[i].plus(p.Share, part)
		}
		site := ""
		if p.Site >= 0 {
			site = r.Config.Sites[p.Site].Name
		}
		t.add(p, v.leads[0][order].label, to.label, site)
	}
	t.unknown(v.leads[0][0].label, out.Unknown)
	out.Moves, out.Countries = t.sum()
	if n > 0 {
		out.Failover = r.failover(v, d, n)
	}
	out.Warnings = r.capacities(d, &out)
	return out
}

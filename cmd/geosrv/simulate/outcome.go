package simulate

import (
	"cmp"
	"slices"
)

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
	out := Outcome{Down: r.Cases[n].Down, Shares: make([]Share, len(d.Pools)), Unknown: v.leads[n][0].label, Countries: map[string]string{}}
	for i, c := range r.Groups[v.group].Candidates {
		if c.Pool >= 0 && !v.outlooks[n].Candidates[i].Standing.Live() {
			out.Silent = append(out.Silent, r.Pools[c.Pool].Name)
		}
	}
	ways := map[string]map[[2]string]float64{} // of a country's addresses: from and to
	moves := map[[2]string]*Move{}
	for _, p := range r.places {
		order := r.World.Order(v.group, p.Before)
		to := &v.leads[n][order]
		for name, part := range to.parts {
			i := slices.Index(d.Pools, name)
			out.Shares[i] = out.Shares[i].plus(p.Share, part)
		}
		from := &v.leads[0][order]
		if p.Country != "" && p.Site < 0 {
			if ways[p.Country] == nil {
				ways[p.Country] = map[[2]string]float64{}
			}
			ways[p.Country][[2]string{from.label, to.label}] += p.size()
		}
		if n > 0 && from.label != to.label {
			moved(moves, from.label, to.label).place(&p, r)
		}
	}
	r.byCountry(&out, ways, moves)
	if from := v.leads[0][0].label; n > 0 && from != out.Unknown {
		moved(moves, from, out.Unknown).Unknown = true
	}
	for _, m := range moves {
		out.Moves = append(out.Moves, *m)
	}
	slices.SortFunc(out.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Share.IPv4, a.Share.IPv4), cmp.Compare(a.From+" "+a.To, b.From+" "+b.To))
	})
	if n > 0 {
		out.Failover = r.failover(v, d, n)
	}
	out.Warnings = r.capacities(d, &out)
	return out
}

// moved is the move between two, made if there is none.
func moved(moves map[[2]string]*Move, from, to string) *Move {
	m := moves[[2]string{from, to}]
	if m == nil {
		m = &Move{From: from, To: to}
		moves[[2]string{from, to}] = m
	}
	return m
}

// place adds a place to a move.
func (m *Move) place(p *place, r *run) {
	m.Share = m.Share.plus(p.Share, 1)
	if p.Site >= 0 {
		if name := r.Config.Sites[p.Site].Name; !slices.Contains(m.Networks, name) {
			m.Networks = append(m.Networks, name)
		}
	}
}

// size is how much of a country a place is: its IPv4 addresses, and IPv6 only
// decides where there are none of those.
func (p *place) size() float64 { return p.V4 + p.V6/0x1p96 }

// byCountry says of each country where most of it is led. A country stands at one
// move at most, the largest country first.
func (r *run) byCountry(out *Outcome, ways map[string]map[[2]string]float64, moves map[[2]string]*Move) {
	sizes := map[string]float64{}
	for country, sum := range ways {
		var best [2]string
		most := -1.0
		for way, size := range sum {
			sizes[country] += size
			if size > most || size == most && way[0]+" "+way[1] < best[0]+" "+best[1] {
				best, most = way, size
			}
		}
		out.Countries[country] = best[1]
		if m := moves[best]; m != nil && best[0] != best[1] {
			m.Countries = append(m.Countries, country)
		}
	}
	for _, m := range moves {
		slices.SortFunc(m.Countries, func(a, b string) int {
			return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b))
		})
	}
}

package simulate

import "fmt"

// capacities warns of pools that get more than they can carry: by weights where
// there are some, else of the addresses of a family.
func (r *run) capacities(d *Decision, out *Outcome) (warnings []string) {
	families := []family{
		{"IPv4", func(s Share) float64 { return s.IPv4 }},
		{"IPv6", func(s Share) float64 { return s.IPv6 }},
	}
	if r.Weights != nil {
		families = []family{{"weight", func(s Share) float64 { return s.Weight }}}
	}
	for i, name := range d.Pools {
		for _, p := range r.Config.Pools {
			for _, f := range families {
				if got := f.of(out.Shares[i]); p.Name == name && p.Capacity > 0 && 100*got > float64(p.Capacity)+0.05 {
					warnings = append(warnings, fmt.Sprintf("%s gets %.1f %% of %s, and can carry %d %%", name, 100*got, f.name, p.Capacity))
				}
			}
		}
	}
	return warnings
}

package config

import (
	"cmp"
	"slices"
)

// maxSitesRanked bounds geo.depth: more ranked sites only multiply orders.
const maxSitesRanked = 16

// geo reads how places are found.
func (r *reader) geo(g *Geo) setter {
	return func(key string, v *node) {
		r.fields(v, key, []field{
			{"database", r.path(&g.Database, &g.DatabasePos)},
			{"networks", r.networks(g)},
			{"prefer", r.prefer(g)},
			{"unknown", r.refsInto(&g.Unknown)},
			{"depth", r.number(&g.Depth, 1, maxSitesRanked)},
			{"ecs", r.ecs(&g.ECS)},
		})
	}
}

// networks reads {NETWORK: SITE}, kept in the order of addresses.
func (r *reader) networks(g *Geo) setter {
	return func(key string, v *node) {
		r.named(func(k, site *node) {
			p, ok := r.prefix("networks", k)
			name, named := r.scalar("site of "+k.text, site)
			if !ok || !named {
				return
			}
			for _, have := range g.Networks {
				if have.Prefix == p {
					r.fail(k.pos, "first at "+have.Pos.String(), "network %s is said twice", p)
					return
				}
			}
			g.Networks = append(g.Networks, Network{p, name, k.pos})
		})(key, v)
		slices.SortFunc(g.Networks, func(a, b Network) int {
			return cmp.Or(a.Prefix.Addr().Compare(b.Prefix.Addr()), cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()))
		})
	}
}

// prefer reads {COUNTRY: [SITE...]}.
func (r *reader) prefer(g *Geo) setter {
	return func(key string, v *node) {
		r.named(func(k, sites *node) {
			country := r.country(k)
			for _, have := range g.Prefer {
				if have.Country == country && country != "" {
					r.fail(k.pos, "first at "+have.Pos.String(), "prefer: country %s is said twice", country)
				}
			}
			g.Prefer = append(g.Prefer, Prefer{country, r.refs("prefer", sites), k.pos})
		})(key, v)
		slices.SortStableFunc(g.Prefer, func(a, b Prefer) int { return cmp.Compare(a.Country, b.Country) })
	}
}

// ecs reads whose client subnets (RFC 7871) are believed, and how deep.
func (r *reader) ecs(e *ECS) setter {
	return func(key string, v *node) {
		r.fields(v, key, []field{
			{"from", func(key string, from *node) {
				if from.kind == scalar && (from.text == "any" || from.text == "none") {
					e.None = from.text == "none"
					return
				}
				r.each(func(item *node) {
					if p, ok := r.prefix(key, item); ok {
						e.From = append(e.From, p)
					}
				})(key, from)
				if from.kind == list && len(from.items) == 0 {
					r.fail(from.pos, "write none to believe nobody", "%s is an empty list", key)
				}
			}},
			{"v4", r.number(&e.V4, 1, 32)},
			{"v6", r.number(&e.V6, 1, 128)},
		})
	}
}

package simulate

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Case is one state of the world: its inputs, and the names of what is taken for
// silent in it.
type Case struct {
	Down   []string
	Inputs *answer.Inputs
}

// Question is what to simulate. Database may be nil; Cases has at least one.
type Question struct {
	World    *answer.World
	Database *geo.Database
	Cases    []Case
	Weights  *Weights // nil: none
}

// Run simulates. Groups of a pool's own host names are no decisions: they lead
// nobody elsewhere.
func Run(q Question) *Report {
	r := &run{Question: q, Roster: q.World.Roster}
	r.survey()
	out := &Report{Known: r.known, Weighted: q.Weights != nil, Networks: len(r.Config.Geo.Networks), Database: q.Database != nil}
	for _, p := range r.places {
		if p.Country != "" && !slices.Contains(r.countries, p.Country) {
			r.countries = append(r.countries, p.Country)
		}
	}
	out.Countries, out.Sites = len(r.countries), r.sites()
	seen := map[string]int{}
	for g := range r.Groups {
		if r.Groups[g].Policy.Kind == steer.Members {
			continue
		}
		for _, set := range r.Groups[g].Sets {
			v := r.view(int32(g), set)
			key := r.kin(v) + v.key()
			if at, ok := seen[key]; ok {
				out.Decisions[at].Sets = append(out.Decisions[at].Sets, r.setName(set))
				continue
			}
			seen[key] = len(out.Decisions)
			out.Decisions = append(out.Decisions, r.decision(v))
		}
	}
	return out
}

// run is one simulation in the making.
type run struct {
	Question
	*roster.Roster
	places    []place // whose whereabouts are known
	known     Share   // how much of the spaces they are
	countries []string
}

// place is a region with its share.
type place struct {
	geo.Region
	Share
}

// survey divides the address space.
func (r *run) survey() {
	s := geo.Survey{Networks: map[netip.Prefix]int{}, Before: r.World.Geo}
	if r.Database != nil {
		s.Databases = []*geo.Database{r.Database}
	}
	sites := map[string]int{}
	for i, site := range r.Config.Sites {
		sites[site.Name] = i
	}
	for _, n := range r.Config.Geo.Networks {
		s.Networks[n.Prefix] = sites[n.Site]
	}
	if r.Weights != nil {
		s.Parts = r.Weights.networks()
	}
	r.divide(s)
	if r.Weights != nil {
		r.Weights.spread(r.places)
	}
}

// divide takes the regions of a survey of which something is known.
func (r *run) divide(s geo.Survey) {
	for _, region := range s.Regions() {
		if region.Known || region.Part >= 0 {
			r.places = append(r.places, place{Region: region, Share: Share{IPv4: region.V4, IPv6: region.V6}})
			r.known.IPv4 += region.V4
			r.known.IPv6 += region.V6
		}
	}
	for i := range r.places {
		r.places[i].IPv4 /= max(1, r.known.IPv4)
		r.places[i].IPv6 /= max(1, r.known.IPv6)
	}
	r.known.IPv4, r.known.IPv6 = r.known.IPv4/0x1p32, r.known.IPv6/0x1p128
}

// sites are those at which pools stand.
func (r *run) sites() (out []Site) {
	for i, s := range r.Config.Sites {
		site := Site{Name: s.Name, Lat: s.At[0], Lon: s.At[1]}
		if s.Country != "" {
			site.Lat, site.Lon, _ = geo.Centroid(s.Country)
		}
		for _, p := range r.Pools {
			if int(p.Site) == i {
				site.Pools = append(site.Pools, p.Name)
			}
		}
		if len(site.Pools) > 0 {
			out = append(out, site)
		}
	}
	return out
}

// view is one set in all cases.
type view struct {
	group, set int32
	outlooks   []answer.Outlook // by case
	leads      [][]lead         // by case, by order
}

// lead is where those who ask from one order are led.
type lead struct {
	label string // "ams", or "ams+nyc" where weights divide them
	parts map[string]float64
	live  float64 // the part of them that is led to a pool that is not down
	down  []int   // candidates that are
}

// key is the same for sets that need not be told apart.
func (v *view) key() string {
	var b strings.Builder
	for _, leads := range v.leads {
		for _, l := range leads {
			b.WriteString(l.label + " ")
		}
		b.WriteString("/ ")
	}
	return b.String() + fmt.Sprint(v.outlooks[0].Orders())
}

func (r *run) view(g, set int32) *view {
	v := &view{group: g, set: set}
	for _, c := range r.Cases {
		o := r.World.Outlooks(c.Inputs, []int32{g})[0]
		v.outlooks = append(v.outlooks, o)
		var leads []lead
		for order := range o.Orders() {
			leads = append(leads, r.lead(&o, g, set, order))
		}
		v.leads = append(v.leads, leads)
	}
	return v
}

// kin is the same for sets that one decision may hold: those of a group, or of
// groups that are nothing but their own set and follow the same policy.
func (r *run) kin(v *view) string {
	g := &r.Groups[v.group]
	if name := g.Name; name != r.Sets[v.set].Owner.Text() {
		return name + "\t"
	}
	return fmt.Sprint("\t", g.Words(), g.Observe, v.outlooks[0].TTL(&r.Sets[v.set]), "\t")
}

// lead asks where an order of a set is led.
func (r *run) lead(o *answer.Outlook, g, set int32, order int) lead {
	l := lead{parts: map[string]float64{}}
	for candidate, part := range o.Leads(&r.Sets[set], order) {
		name := "(not ours)"
		c := &r.Groups[g].Candidates[candidate]
		if c.Pool >= 0 {
			name = r.Pools[c.Pool].Name
		}
		l.parts[name] += part
		if c.Pool < 0 || o.Candidates[candidate].Standing.Live() {
			l.live += part
		} else {
			l.down = append(l.down, candidate)
		}
	}
	if len(l.parts) == 0 {
		l.parts[nobody] = 1
	}
	l.label = strings.Join(sorted(l.parts), "+")
	return l
}

const typeSRV = 33 // RFC 2782

// nobody is who those are led to whom a set leads nowhere.
const nobody = "(no service)"

// setName is "OWNER TYPE".
func (r *run) setName(set int32) string {
	s := &r.Sets[set]
	word := map[uint16]string{1: "A", 28: "AAAA", typeSRV: "SRV"}[s.Type]
	return s.Owner.Text() + " " + word
}

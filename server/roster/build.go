package roster

import (
	"cmp"
	"slices"
	"strings"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/zones"
)

// Build joins a configuration with its zones. The error is config.Errors: all
// problems at once, each with the place in the file that a person has to edit.
func Build(c *config.Config, sources []Source) (*Roster, error) {
	sources = slices.Clone(sources)
	slices.SortFunc(sources, func(a, b Source) int {
		return strings.Compare(a.Zone.Apex().Text(), b.Zone.Apex().Text())
	})
	zs := make([]*zones.Zone, len(sources))
	for i, s := range sources {
		zs[i] = s.Zone
	}
	forest, err := zones.NewForest(zs)
	if err != nil {
		return nil, err
	}
	b := newBuilder(&Roster{Config: c, Sources: sources, Forest: forest})
	b.pools()
	b.nameServers()
	b.plan()
	if len(b.problems) == 0 {
		b.groups()
		b.budget()
	}
	if len(b.problems) > 0 {
		b.problems.sort()
		return nil, config.Errors(b.problems)
	}
	b.finish()
	return b.r, nil
}

// builder carries what is known so far. It lives for one Build.
type builder struct {
	r        *Roster
	problems problems

	sites   map[string]int32
	areaOf  map[string]int32 // site name -> area
	poolNum map[string]int32
	hosts   map[zones.Name]host
	owners  map[string][]holder            // address -> roles that hold it
	srvs    []pointing                     // sorted; nil before the first name asks
	presets map[zones.Name][]pointerPreset // of the SRV records that point at a name
	taken   map[zones.Name]config.Pos      // steered owners and where they were said
	shared  map[zones.Name]bool            // address owners of policy one: SRV targets that move by their addresses
	drafts  []draft

	endpoints  map[string]int32
	endpointOf []health.Endpoint
	leads      map[zones.Name][]lead // host name -> ladder services that lead to it
	nsTargets  map[zones.Name]bool
	targets    []Target // of the RRset that may become a carrier
}

func newBuilder(r *Roster) *builder {
	b := &builder{
		r: r, sites: map[string]int32{}, areaOf: map[string]int32{}, poolNum: map[string]int32{},
		hosts: map[zones.Name]host{}, owners: map[string][]holder{},
		taken: map[zones.Name]config.Pos{}, shared: map[zones.Name]bool{},
		endpoints: map[string]int32{}, leads: map[zones.Name][]lead{}, presets: map[zones.Name][]pointerPreset{}, nsTargets: map[zones.Name]bool{},
	}
	for i, s := range r.Config.Sites {
		b.sites[s.Name] = int32(i)
	}
	for i, a := range r.Config.Areas {
		for _, s := range a.Sites {
			b.areaOf[s.Name] = int32(i)
		}
	}
	return b
}

// node is a name that exists in one of our zones.
type node struct {
	zone, node int32
	name       zones.Name
}

// find looks a name up the way an answer would, but accepts only names that
// exist by themselves.
func (b *builder) find(n zones.Name) (node, zones.Kind, bool) {
	var k zones.Key
	k.Set(n)
	zi, _, ok := b.r.Forest.Find(&k)
	if !ok {
		return node{}, zones.NoName, false
	}
	m := b.r.Sources[zi].Zone.Match(&k)
	return node{zi, m.Node, n}, m.Kind, true
}

// rrset returns the number of an RRset at a node, or -1.
func (b *builder) rrset(n node, rrtype uint16) int32 {
	if id, ok := b.r.Sources[n.zone].Zone.Lookup(n.node, rrtype); ok {
		return id
	}
	return -1
}

// problems are errors that gather until the end, so that a person sees all.
type problems config.Errors

func (p *problems) add(at config.Pos, problem, hint string) {
	*p = append(*p, config.Error{Pos: at, Problem: problem, Hint: hint})
}

// once is add, unless that place has this problem already.
func (p *problems) once(at config.Pos, problem, hint string) {
	if !slices.ContainsFunc(*p, func(e config.Error) bool { return e.Pos == at && e.Problem == problem }) {
		p.add(at, problem, hint)
	}
}

func (p problems) sort() {
	slices.SortStableFunc(p, func(a, b config.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.Problem, b.Problem))
	})
}

package lint

import (
	"cmp"
	"net/netip"
	"slices"

	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

// DNS types that are looked at (RFC 1035 3.2.2, RFC 2782, RFC 3403, RFC 9460).
const (
	typeA     = 1
	typeCNAME = 5
	typeAAAA  = 28
	typeSRV   = 33
	typeNAPTR = 35
	typeSVCB  = 64
	typeHTTPS = 65
)

// Warnings is what a person should look at in a configuration and its zones,
// less what the configuration silences: first what stands in the configuration,
// then what stands in the zones, each in the order of the files.
func Warnings(r *roster.Roster) []config.Error {
	l := newLinter(r)
	l.pools()
	l.groups()
	said := slices.Concat(r.Warnings, l.found)
	slices.SortStableFunc(said, func(a, b config.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	for i := range r.Sources {
		l.found = nil
		l.zone(int32(i))
		slices.SortStableFunc(l.found, func(a, b config.Error) int {
			return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
		})
		said = append(said, l.found...)
	}
	return said
}

// linter gathers warnings. It is used once, by one goroutine.
type linter struct {
	*roster.Roster
	found   []config.Error
	steered map[steeredAt]int32  // steered sets, observed ones too
	hosts   map[zones.Name]int32 // host names of pools
	pooled  map[netip.Addr]bool  // addresses that the zones give to pools
	usual   map[string][]uint16  // well-known services and their ports
	clients map[zones.Name]bool  // names that clients are led to by _sip._tls
	told    map[zones.Name]bool  // wildcards that were told
	text    locator
}

type steeredAt struct {
	owner  zones.Name
	rrtype uint16
}

// rrset is the set of a zone that a rule looks at.
type rrset struct {
	zones.RRset
	z       *zones.Zone
	id      int32
	owner   zones.Name
	profile string
}

func newLinter(r *roster.Roster) *linter {
	l := &linter{
		Roster: r, steered: map[steeredAt]int32{}, hosts: map[zones.Name]int32{}, pooled: map[netip.Addr]bool{},
		usual: wellKnown(), clients: map[zones.Name]bool{}, told: map[zones.Name]bool{},
	}
	for i := range r.Sets {
		l.steered[steeredAt{r.Sets[i].Owner, r.Sets[i].Type}] = int32(i)
	}
	for i := range r.Config.Pools {
		for _, role := range r.Config.Pools[i].Roles {
			for _, ref := range role.Names {
				if name, err := zones.ParseName(ref.Name); err == nil {
					l.hosts[name] = int32(i)
				}
			}
		}
		for j, role := range r.Pools[i].Roles {
			if len(r.Config.Pools[i].Roles[j].Addresses) > 0 {
				continue // its addresses were said outright: the zones need not have them
			}
			for _, a := range role.Addresses {
				l.pooled[a] = true
			}
		}
	}
	for i := range r.Sources {
		l.eachService(int32(i), func(s *service) {
			if s.kind == "_sip._tls" {
				for _, rec := range s.records {
					l.clients[rec.target] = true
				}
			}
		})
	}
	return l
}

// say notes a warning about something in the configuration; name is the name or
// group that it is about, or "".
func (l *linter) say(code, name string, at config.Pos, problem, hint string) {
	if !l.Config.Lint.Silent(code, name) {
		l.found = append(l.found, config.Error{Pos: at, Problem: problem, Hint: hint, Code: code})
	}
}

// tell notes a warning about a set of a zone; at is the name in its RDATA that is
// meant, or "".
func (l *linter) tell(code string, s *rrset, at zones.Name, problem, hint string) {
	if l.Config.Lint.Silent(code, s.owner.Text()) {
		return
	}
	pos := l.text.find(s.z.File(), s.z.Line(s.id), s.owner, at)
	l.found = append(l.found, config.Error{Pos: pos, Problem: problem, Hint: hint, Code: code})
}

// zone looks at every set of a zone.
func (l *linter) zone(source int32) {
	src := &l.Sources[source]
	for _, f := range zones.Lint(src.Zone) {
		if !l.repeated(f) && !l.Config.Lint.Silent(f.Code, f.Name.Text()) {
			pos := l.text.find(f.File, f.Line, f.Name, f.At)
			l.found = append(l.found, config.Error{Pos: pos, Problem: f.Text, Hint: f.Hint, Code: f.Code})
		}
	}
	l.eachService(source, l.service)
	for node, owner := range src.Zone.Names() {
		first, end := src.Zone.Sets(node)
		for id := first; id < end; id++ {
			switch t := src.Zone.TypeOf(id); t {
			case typeA, typeAAAA, typeCNAME, typeNAPTR, typeSVCB, typeHTTPS, typeSRV:
				l.set(&rrset{src.Zone.Set(id), src.Zone, id, owner, src.Profile})
			}
		}
	}
	l.internal(source)
	l.delegation(source)
}

// repeated reports whether another rule tells of the finding in better words: of
// a steered set the TTL is told as that of a steered name.
func (l *linter) repeated(f zones.Finding) bool {
	_, steered := l.steered[steeredAt{f.Name, typeSRV}]
	return f.Code == "srv-ttl" && steered
}

// set looks at one set by its type.
func (l *linter) set(s *rrset) {
	l.steeredTTL(s)
	switch s.Type {
	case typeA, typeAAAA:
		l.addresses(s)
	case typeCNAME:
		l.alias(s)
	case typeNAPTR:
		l.pointers(s)
	case typeSVCB, typeHTTPS:
		l.bindings(s)
	}
}

// lookup finds a name in our zones as an answer would.
func (l *linter) lookup(n zones.Name) (z *zones.Zone, m zones.Match, ok bool) {
	var k zones.Key
	k.Set(n)
	i, _, ok := l.Forest.Find(&k)
	if !ok {
		return nil, m, false
	}
	z = l.Sources[i].Zone
	return z, z.Match(&k), true
}

// at finds the set of a name and type in our zones that exists by itself.
func (l *linter) at(n zones.Name, rrtype uint16) (set zones.RRset, ok bool) {
	z, m, ok := l.lookup(n)
	if !ok || m.Kind != zones.Exact {
		return set, false
	}
	id, ok := z.Lookup(m.Node, rrtype)
	if !ok {
		return set, false
	}
	return z.Set(id), true
}

// addressesAt lists the addresses of a name in our zones.
func (l *linter) addressesAt(n zones.Name) (out []netip.Addr) {
	for _, t := range [...]uint16{typeA, typeAAAA} {
		set, _ := l.at(n, t)
		for _, rdata := range set.Records {
			if a, ok := netip.AddrFromSlice(rdata); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

// isSteered reports whether addresses of a name are steered.
func (l *linter) isSteered(n zones.Name) bool {
	_, v4 := l.steered[steeredAt{n, typeA}]
	_, v6 := l.steered[steeredAt{n, typeAAAA}]
	return v4 || v6
}

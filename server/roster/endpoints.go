package roster

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/steer"
	"geosrv/zones"
)

// checkNone is the check of what nobody probes.
const checkNone = "none"

// lead is one service that leads to an address: how it is probed there.
type lead struct {
	service config.Service
	port    uint16
	name    string // TLS name, or the domain that is asked
}

// leadOf is the service of one SRV record: the entry's own, else the preset's.
func (b *builder) leadOf(e *config.Entry, o owner, target zones.Name, port uint16) lead {
	preset, _ := config.PresetFor(o.profile, o.name.Text())
	name := target.Text()
	if preset.NameFrom == "domain" {
		name = domain(o.name)
	}
	if s, ok := b.named(e.Service); ok {
		if s.Check == preset.Check {
			s.Stream = cmp.Or(s.Stream, preset.Stream)
		}
		return lead{s, cmp.Or(s.Port, port), tlsName(s, name)}
	}
	return presetLead(preset, port, name)
}

// presetLead is the service of a preset at a record's port.
func presetLead(p config.Preset, port uint16, name string) lead {
	s := p.Service()
	s.Check = cmp.Or(s.Check, checkNone)
	return lead{s, port, name}
}

// tlsName is the name that a service expects: its own, the HTTP host, else the
// name that led to it.
func tlsName(s config.Service, name string) string {
	return cmp.Or(s.TLSName, s.Host, name)
}

// named resolves a reference to a service.
func (b *builder) named(ref *config.ServiceRef) (config.Service, bool) {
	if ref == nil {
		return config.Service{}, false
	}
	if ref.Inline != nil {
		return *ref.Inline, true
	}
	i := slices.IndexFunc(b.r.Config.Services, func(s config.Service) bool { return s.Name == ref.Name })
	if i < 0 {
		return config.Service{}, false
	}
	return b.r.Config.Services[i], true
}

// leadsTo lists the services that lead to the addresses of an owner at a pool,
// and whether all of them must answer.
//
// For a host name: the ladder sets whose target it is, else its role's
// service. For a name that moves: what the SRV records that point at it say,
// steered or not, else the role's service. The entry's service goes first.
func (b *builder) leadsTo(d *draft, g *Group, o owner, pool int32) (leads []lead, all bool) {
	all = d.entry.Decide == "all"
	if g.Policy.Kind == steer.Members && b.standsIn(d, o, pool) {
		return b.standInLeads(d, g, o), all
	}
	if s, ok := b.named(d.entry.Service); ok {
		return b.probed([]lead{{s, s.Port, tlsName(s, o.name.Text())}}), all
	}
	if g.Policy.Kind == steer.Members {
		leads = b.leads[o.name]
	} else {
		for _, pp := range b.presetsAt(o.name) {
			name := o.name.Text()
			if pp.preset.NameFrom == "domain" {
				name = domain(pp.owner)
			}
			leads = append(leads, presetLead(pp.preset, pp.port, name))
		}
	}
	leads = b.decides(leads, d.entry.Decide)
	if len(leads) == 0 {
		leads = b.roleLead(d, g, o, pool)
	}
	return b.probed(leads), all
}

// decides keeps the services that a decide: CHECK names.
func (b *builder) decides(leads []lead, word string) []lead {
	if word == "" || word == "any" || word == "all" {
		return leads
	}
	return slices.DeleteFunc(slices.Clone(leads), func(l lead) bool {
		return l.service.Name != word && l.service.Check != word
	})
}

// roleLead is the service of the role behind an owner: said at the pool, else
// the profile's.
func (b *builder) roleLead(d *draft, g *Group, o owner, pool int32) []lead {
	role, at := b.roleOf(d, o), b.roleAt(d, g, o, pool)
	if at >= 0 {
		role = b.r.Config.Pools[pool].Roles[at].Name
		if s, ok := b.named(b.r.Config.Pools[pool].Roles[at].Service); ok {
			return []lead{{s, s.Port, tlsName(s, o.name.Text())}}
		}
	}
	if s, ok := config.RoleServiceFor(o.profile, role); ok {
		return []lead{{s, s.Port, tlsName(s, o.name.Text())}}
	}
	return nil
}

// roleAt is the role of a pool that stands behind an address owner, as an index
// into the pool's roles, or -1.
func (b *builder) roleAt(d *draft, g *Group, o owner, pool int32) int {
	role := b.roleOf(d, o)
	if g.Policy.Kind == steer.Members {
		own := b.hosts[o.name]
		if own.pool == pool {
			return own.role
		}
		role = b.r.Config.Pools[own.pool].Roles[own.role].Name
	}
	return slices.IndexFunc(b.r.Config.Pools[pool].Roles, func(r config.Role) bool { return r.Name == role })
}

// probed drops the services that nobody probes.
func (b *builder) probed(leads []lead) []lead {
	return slices.DeleteFunc(slices.Clone(leads), func(l lead) bool { return l.service.Check == checkNone })
}

// member is one address of a pool with the endpoints of the services that lead
// to it.
func (b *builder) member(pool, role int32, a netip.Addr, leads []lead, all bool) Member {
	m := Member{Addr: a, Server: b.server(pool, a), Role: role, All: all}
	for _, l := range b.probed(leads) {
		m.Endpoints = append(m.Endpoints, b.endpoint(l, a))
		for _, s := range b.r.Config.Pools[pool].Servers {
			if s.Behind == a {
				m.Behind = append(m.Behind, b.endpoint(l, s.Probe))
			}
		}
	}
	slices.Sort(m.Endpoints)
	m.Endpoints = slices.Compact(m.Endpoints)
	return m
}

// endpoint returns the number of the endpoint for a service at an address.
func (b *builder) endpoint(l lead, a netip.Addr) int32 {
	s := l.service
	e := health.Endpoint{
		Check: s.Check, Transport: cmp.Or(s.Transport, config.DefaultTransport(s.Check)),
		Addr: netip.AddrPortFrom(a, cmp.Or(s.Port, l.port, config.DefaultPort(s.Check, s.Transport))),
		Name: l.name, Host: s.Host, Path: s.Path, Expect: s.Expect, Body: s.Body, Verify: s.Verify,
		LegacyTLS: s.LegacyTLS, WarnBefore: s.WarnBefore, Expiring: s.Expiring,
		Command: s.Command, File: s.File, Final: s.Verdicts == "final", MaxAge: s.MaxAge,
		Timing: b.timing(s.Timing),
	}
	if s.Client != nil {
		e.ClientCert, e.Identity = s.Client.Cert, health.NewIdentity(s.Client.Pair())
	}
	if e.Transport != "tls" && s.Check != "xmpp" && s.Check != "sip" && s.Check != "https" && s.Check != "exec" {
		e.Name = "" // nothing in the exchange carries a name
	}
	if e.Transport == "" {
		e.Timing.Attempts = 1 // a second command beside the first proves no more
	}
	if e.Addr.Port() == 0 && e.Transport != "" && s.Pos.Line > 0 {
		b.problems.once(s.Pos, "a service of check "+s.Check+" has no port", "say port:, because no SRV record leads to "+a.String())
	}
	switch s.Check {
	case "https":
		e.Drain = s.Drain
	case "xmpp":
		e.From, e.Domain, e.Stream, e.StartTLS = s.From, s.Domain, s.Stream, s.StartTLS
	case "sip":
		e.From, e.Domain, e.Register = b.r.Config.Probe.OptionsFrom, s.Domain, s.Register
	}
	e.Dial = b.via(e.Addr)
	e.Source = b.source(e.Dial.Addr())
	key := e.Key()
	if i, ok := b.endpoints[key]; ok {
		return i
	}
	i := int32(len(b.endpointOf))
	b.endpoints[key] = i
	b.endpointOf = append(b.endpointOf, e)
	return i
}

// source is the address that an address is probed from, if one is said.
func (b *builder) source(to netip.Addr) netip.Addr {
	for _, src := range b.r.Config.Probe.Source {
		if src.Is4() == to.Is4() {
			return src
		}
	}
	return netip.Addr{}
}

// timing fills what a service leaves open from the probe section.
func (b *builder) timing(t config.Timing) health.Timing {
	return health.Timing(t.Over(b.r.Config.Probe.Timing))
}

// via is where an address is probed: the first entry that holds it, address by
// address.
func (b *builder) via(a netip.AddrPort) netip.AddrPort {
	for _, v := range b.r.Config.Probe.Via {
		if !v.From.Contains(a.Addr()) || v.Port != 0 && v.Port != a.Port() {
			continue
		}
		if v.Socket.IsValid() {
			return v.Socket
		}
		return netip.AddrPortFrom(moved(a.Addr(), v.From, v.To), a.Port())
	}
	return a
}

// moved is the address of the network to that has the host bits of a in from.
func moved(a netip.Addr, from, to netip.Prefix) netip.Addr {
	host, net := a.AsSlice(), to.Masked().Addr().AsSlice()
	bits := from.Bits()
	for i := range net {
		switch {
		case bits >= 8*(i+1):
			continue
		case bits > 8*i:
			mask := byte(0xff) >> (bits - 8*i)
			net[i] = net[i]&^mask | host[i]&mask
		default:
			net[i] = host[i]
		}
	}
	out, _ := netip.AddrFromSlice(net)
	return out
}

// sortEndpoints numbers the endpoints by their keys.
func (b *builder) sortEndpoints() {
	order := make([]int32, len(b.endpointOf))
	for i := range order {
		order[i] = int32(i)
	}
	keys := make([]string, len(order))
	for i, e := range b.endpointOf {
		keys[i] = e.Key()
	}
	slices.SortFunc(order, func(x, y int32) int { return strings.Compare(keys[x], keys[y]) })
	at := make([]int32, len(order))
	for to, from := range order {
		at[from] = int32(to)
		b.r.Endpoints = append(b.r.Endpoints, b.endpointOf[from])
	}
	b.eachMember(func(_ int32, m *Member) {
		for _, es := range [...][]int32{m.Endpoints, m.Behind} {
			for i, e := range es {
				es[i] = at[e]
			}
			slices.Sort(es)
		}
	})
}

// eachMember visits the members of every judge with the number of their group.
func (b *builder) eachMember(visit func(group int32, m *Member)) {
	for gi := range b.r.Groups {
		for ci := range b.r.Groups[gi].Candidates {
			for ji := range b.r.Groups[gi].Candidates[ci].Judges {
				ms := b.r.Groups[gi].Candidates[ci].Judges[ji].Members
				for i := range ms {
					visit(int32(gi), &ms[i])
				}
			}
		}
	}
}

// String is the address of the member.
func (m Member) String() string { return fmt.Sprint(m.Addr) }

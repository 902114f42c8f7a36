package roster

import (
	"fmt"
	"slices"

	"geosrv/server/config"
)

// A pool can stand in for the host names of another: clients that remember such a
// name outside of DNS reach somebody while their pool is silent. They check the
// certificate against that name, so it only helps if the other pool's covers it:
// its addresses are probed with that very name, and count when such a probe has
// passed.

// standIns adds the pools that substitute: names for the pool of a host name, as
// far as they have its role and a probe can tell that they may.
func (b *builder) standIns(d *draft, g *Group, cs []Candidate) []Candidate {
	if len(d.owners) != 1 || len(cs) != 1 {
		return cs // names that have one pool only
	}
	o := d.owners[0]
	own := &b.r.Config.Pools[b.hosts[o.name].pool]
	if len(own.Substitute) == 0 {
		return cs
	}
	leads, _ := b.leadsTo(d, g, o, cs[0].Pool)
	if len(leads) == 0 {
		return cs // nobody probes it: it is never silent
	}
	if len(b.standInLeads(d, g, o)) == 0 {
		b.warn("substitute-unseen", o.name.Text(), o.pos, o.name.Text()+" has no substitute: no probe of it sees a certificate",
			"a pool stands in where its certificate covers the name; say certificate: shared at pool "+own.Name+" if that is so")
		return cs
	}
	for _, ref := range own.Substitute {
		pool := b.poolNum[ref.Name]
		at := b.roleAt(d, g, o, pool)
		switch {
		case slices.ContainsFunc(cs, func(c Candidate) bool { return c.Pool == pool }):
		case at < 0 || len(b.roleAddresses(pool, at)) == 0:
			b.warn("substitute-role", o.name.Text(), ref.Pos, fmt.Sprintf("pool %s has no addresses of the role %s: it does not stand in for %s",
				ref.Name, roleName(own.Roles[b.hosts[o.name].role].Name), o.name.Text()), "name a pool that has that role, or leave it so")
		default:
			c := b.candidate(pool)
			c.StandIn = int32(len(cs))
			cs = append(cs, c)
		}
	}
	return cs
}

// standsIn reports whether a pool stands in for the pool of a host name.
func (b *builder) standsIn(d *draft, o owner, pool int32) bool {
	return len(d.owners) == 1 && b.hosts[o.name].pool != pool
}

// standInLeads are the services by which a stand-in for a host name is probed:
// those of the name itself that see a certificate, for that very name. With
// certificate: shared, and none that sees one, all of them.
func (b *builder) standInLeads(d *draft, g *Group, o owner) (out []lead) {
	own := b.hosts[o.name].pool
	all, _ := b.leadsTo(d, g, o, own)
	for _, l := range all {
		if !seesCertificate(&l.service) {
			continue
		}
		if l.service.Check != "xmpp" && l.name != o.name.Text() { // XMPP peers check the domain (RFC 6120 13.7.2)
			if l.service.Domain == "" && l.service.Check == "sip" {
				l.service.Domain = l.name
			}
			l.name = o.name.Text()
		}
		out = append(out, l)
	}
	if len(out) == 0 && b.r.Config.Pools[own].Shared {
		return all
	}
	return out
}

// seesCertificate reports whether a probe judges the name in a certificate.
func seesCertificate(s *config.Service) bool {
	transport := s.Transport
	if transport == "" {
		transport = config.DefaultTransport(s.Check)
	}
	switch {
	case s.Verify == "none":
		return false
	case s.Check == "xmpp":
		return transport == "tls" || s.StartTLS != "never"
	}
	return transport == "tls" || s.Check == "https"
}

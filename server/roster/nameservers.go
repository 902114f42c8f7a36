package roster

import (
	"cmp"
	"net/netip"
	"slices"

	"geosrv/health"
	"geosrv/zones"
)

// Nameserver is a nameserver of our zones that this one compares itself with.
// It may be this one.
type Nameserver struct {
	Endpoint health.Endpoint // of check dns; the same as that of its Reference
	Name     string          // as the zones call it; else its address
}

// NS is a nameserver that the zones name, with its addresses as far as they
// stand in them.
type NS struct {
	Name  string // text form, without the closing dot
	Addrs []netip.Addr
}

// nameservers lists those of the zones, and those that the configuration wants
// to be compared with. Each of these is a reference: that it answers is asked
// for anyway.
func (b *builder) nameservers() {
	seen := map[zones.Name]bool{}
	for _, s := range b.r.Sources {
		for _, name := range apexServers(s.Zone) {
			if !seen[name] {
				seen[name] = true
				b.r.NS = append(b.r.NS, NS{name.Text(), b.addresses(name)})
			}
		}
	}
	slices.SortFunc(b.r.NS, func(x, y NS) int { return cmp.Compare(x.Name, y.Name) })
	for _, n := range b.r.Config.Nameservers {
		e := b.reference(n.Addr, b.r.Sources[0].Zone.Apex(), false)
		b.r.Nameservers = append(b.r.Nameservers, Nameserver{e, b.r.serverName(n.Addr)})
	}
}

// serverName is what the zones call the nameserver at an address.
func (r *Roster) serverName(at netip.AddrPort) string {
	for _, ns := range r.NS {
		if at.Port() == dnsPort && slices.Contains(ns.Addrs, at.Addr()) {
			return ns.Name
		}
	}
	if at.Port() == dnsPort {
		return at.Addr().String()
	}
	return at.String()
}

package roster

import (
	"net/netip"
	"slices"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/zones"
)

// dnsPort is where a nameserver answers (RFC 1035 4.2).
const dnsPort = 53

// maxReferences is how many nameservers of the zones are asked at most.
const maxReferences = 8

// Reference is a nameserver that is asked by plain DNS only to learn whether
// we can see. It steers nothing.
type Reference struct {
	Endpoint health.Endpoint
	Site     int32 // index into Config.Sites, where its address tells; else -1
	Said     bool  // by probe.reference; otherwise it is a nameserver of a zone, perhaps this one
}

// references lists what probe.reference says, else the nameservers of the zones
// as far as their addresses stand in the zones and this server does not listen
// there; and those that are asked anyway, because this server compares itself
// with them.
func (b *builder) references() {
	b.nameservers()
	said := b.r.Config.Probe.Reference
	for _, at := range said {
		b.reference(at, b.r.Sources[0].Zone.Apex(), true)
	}
	if len(said) > 0 {
		return
	}
	for _, s := range b.r.Sources {
		for _, name := range apexServers(s.Zone) {
			for _, a := range b.addresses(name) {
				at := netip.AddrPortFrom(a, dnsPort)
				if len(b.r.References) < maxReferences && !slices.Contains(b.r.Config.Listen, at) {
					b.reference(at, s.Zone.Apex(), false)
				}
			}
		}
	}
}

// apexServers are the nameservers of a zone.
func apexServers(z *zones.Zone) (names []zones.Name) {
	apex, _ := z.Find(z.Apex())
	id, ok := z.Lookup(apex, typeNS)
	if !ok {
		return nil
	}
	set := z.Set(id)
	for _, rdata := range set.Records {
		if name, ok := set.Target(rdata); ok {
			names = append(names, name)
		}
	}
	return names
}

// reference adds a nameserver, once, which is asked for the SOA record of a
// zone. Any reply will do.
func (b *builder) reference(at netip.AddrPort, zone zones.Name, said bool) health.Endpoint {
	i := slices.IndexFunc(b.r.References, func(r Reference) bool { return r.Endpoint.Addr == at })
	if i >= 0 {
		b.r.References[i].Said = b.r.References[i].Said || said
		return b.r.References[i].Endpoint
	}
	e := health.Endpoint{
		Check: "dns", Transport: "udp", Addr: at, Dial: b.via(at), Name: zone.Text(), Timing: b.timing(config.Timing{}),
	}
	e.Source = b.source(e.Dial.Addr())
	b.r.References = append(b.r.References, Reference{e, b.siteOf(at.Addr()), said})
	return e
}

// siteOf is where an address stands: at the site whose network the
// configuration says it is in, or that has other addresses of the same /24, for
// IPv6 /48; else -1.
func (b *builder) siteOf(a netip.Addr) int32 {
	site, longest := int32(-1), -1
	for _, n := range b.r.Config.Geo.Networks {
		if n.Prefix.Contains(a) && n.Prefix.Bits() > longest {
			site, longest = b.sites[n.Site], n.Prefix.Bits()
		}
	}
	if site >= 0 {
		return site
	}
	bits := 24
	if a.Is6() {
		bits = 48
	}
	near := netip.PrefixFrom(a, bits).Masked()
	for i, e := range b.r.Endpoints {
		if near.Contains(e.Addr.Addr()) {
			return b.r.EndpointSites[i]
		}
	}
	return -1
}

// endpointSites notes where each endpoint stands: an address is of one pool.
func (b *builder) endpointSites() {
	b.r.EndpointSites = make([]int32, len(b.r.Endpoints))
	for gi := range b.r.Groups {
		for _, c := range b.r.Groups[gi].Candidates {
			for _, j := range c.Judges {
				for _, m := range j.Members {
					for _, e := range slices.Concat(m.Endpoints, m.Behind) {
						b.r.EndpointSites[e] = c.Site
					}
				}
			}
		}
	}
}

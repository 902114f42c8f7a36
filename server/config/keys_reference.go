package config

import (
	"net/netip"

	"go.yaml.in/yaml/v4"
)

// referenceList reads probe.reference: the nameservers that are asked by plain
// DNS only to learn whether we can see, each an address, for port 53, or an
// address and port.
func (r *reader) referenceList(dst *[]netip.AddrPort) setter {
	return r.each(func(v *node) {
		if at, ok := r.serverAddress("reference", v); ok {
			*dst = append(*dst, at)
		}
	})
}

// serverAddress reads the address of a nameserver, for port 53, or its address
// and port.
func (r *reader) serverAddress(key string, v *node) (at netip.AddrPort, ok bool) {
	s, ok := r.scalar(key, v)
	if !ok {
		return at, false
	}
	at, err := netip.ParseAddrPort(s)
	if a, ok := parseAddr(s); ok {
		at, err = netip.AddrPortFrom(a, defaultDNSPort), nil
	}
	if err != nil || at.Port() == 0 || at.Addr().Zone() != "" || at.Addr().IsUnspecified() {
		r.fail(v.pos, `write it like "198.51.100.53" or "[2001:db8::53]:5353"`, "%s: %q is no address of a nameserver", key, s)
		return at, false
	}
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port()), true
}

// showReferences writes them as people do: without the port that each has
// anyway.
func showReferences(list []netip.AddrPort) *yaml.Node {
	return each(yaml.FlowStyle, list, func(at netip.AddrPort) *yaml.Node {
		if at.Port() == defaultDNSPort {
			return text(at.Addr().String())
		}
		return text(at.String())
	})
}

package config

import (
	"net/netip"
	"slices"
	"strings"
)

// defaultDNSPort is the port of a listen entry that says none.
const defaultDNSPort = 53

// listen adds the sockets of one entry. Port 0 may be said often: each is
// another port.
func (r *reader) listen(dst *[]netip.AddrPort, v *node) {
	for _, ap := range r.sockets(v) {
		within := func(wide, one netip.AddrPort) bool {
			return one.Port() != 0 && wide.Port() == one.Port() &&
				wide.Addr().IsUnspecified() && wide.Addr().Is4() == one.Addr().Is4()
		}
		i := slices.IndexFunc(*dst, func(have netip.AddrPort) bool {
			return have == ap && ap.Port() != 0 || within(have, ap) || within(ap, have)
		})
		switch {
		case i < 0:
			*dst = append(*dst, ap)
		case (*dst)[i] == ap:
			r.fail(v.pos, "", "listen: %s is said twice", ap)
		case ap.Addr().IsUnspecified():
			r.fail(v.pos, "leave one of them out", "listen: %s holds %s, which is said before it", ap, (*dst)[i])
		default:
			r.fail(v.pos, "leave one of them out", "listen: %s is part of %s, which is said before it", ap, (*dst)[i])
		}
	}
}

// sockets reads one entry of listen: "ADDR:PORT", ADDR for port 53, or ":PORT"
// for all addresses of both families. Port 0 lets the system choose.
func (r *reader) sockets(v *node) []netip.AddrPort {
	s, ok := r.scalar("listen", v)
	if !ok {
		return nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(a.Unmap(), defaultDNSPort)}
	}
	if strings.HasPrefix(s, ":") {
		if four, err := netip.ParseAddrPort("0.0.0.0" + s); err == nil {
			return []netip.AddrPort{four, netip.AddrPortFrom(netip.IPv6Unspecified(), four.Port())}
		}
	}
	ap, err := netip.ParseAddrPort(s)
	if err != nil {
		r.fail(v.pos, `write it like "192.0.2.53:53", "[2001:db8::53]:53", or ":53" for all addresses`,
			"listen: %q is no address and port", s)
		return nil
	}
	return []netip.AddrPort{netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())}
}

package config

import (
	"net/netip"
	"strings"
)

// parseAddr reads an address without a zone. An IPv4 address in IPv6 clothes
// is the IPv4 address.
func parseAddr(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, false
	}
	return a.Unmap(), true
}

// addr reads one address.
func (r *reader) addr(key string, v *node) (netip.Addr, bool) {
	s, ok := r.scalar(key, v)
	if !ok {
		return netip.Addr{}, false
	}
	a, ok := parseAddr(s)
	if !ok {
		r.fail(v.pos, addrHint(s), "%s: %q is no address", key, s)
	}
	return a, ok
}

// addrHint guesses why s is no address.
func addrHint(s string) string {
	if strings.Contains(s, "/") {
		return "an address, not a network"
	}
	if _, err := netip.ParseAddrPort(s); err == nil {
		return "without a port"
	}
	for _, part := range strings.Split(s, ".") {
		if len(part) > 1 && part[0] == '0' {
			return "leave out leading zeros"
		}
	}
	return ""
}

// addrInto is the setter form of addr.
func (r *reader) addrInto(dst *netip.Addr) setter {
	return func(key string, v *node) { *dst, _ = r.addr(key, v) }
}

// addrs reads a list of addresses.
func (r *reader) addrs(key string, dst *[]Address) setter {
	return r.each(func(v *node) {
		if a, ok := r.addr(key, v); ok {
			*dst = append(*dst, Address{a, v.pos})
		}
	})
}

// plainAddrs reads a list of addresses whose places nobody asks for.
func (r *reader) plainAddrs(key string, dst *[]netip.Addr) setter {
	return r.each(func(v *node) {
		if a, ok := r.addr(key, v); ok {
			*dst = append(*dst, a)
		}
	})
}

// prefix reads a network; an address is the network of itself.
func (r *reader) prefix(key string, v *node) (netip.Prefix, bool) {
	s, ok := r.scalar(key, v)
	if !ok {
		return netip.Prefix{}, false
	}
	if a, ok := parseAddr(s); ok {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	switch {
	case err != nil || p.Addr().Is4In6():
		hint := "write it like 192.0.2.0/24 or 2001:db8::/32"
		if h := addrHint(strings.SplitN(s, "/", 2)[0]); h != "" {
			hint = h
		}
		r.fail(v.pos, hint, "%s: %q is no network", key, s)
	case p != p.Masked():
		r.fail(v.pos, "write "+p.Masked().String(), "%s: network %s has bits beyond its length", key, s)
	default:
		return p, true
	}
	return netip.Prefix{}, false
}

// fromSocket writes the key of a via that is for one port.
func (v Via) fromSocket() string { return netip.AddrPortFrom(v.From.Addr(), v.Port).String() }

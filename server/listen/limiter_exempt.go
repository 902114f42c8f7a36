package listen

import (
	"net/netip"
	"slices"
)

// exempt are networks that are never limited, none inside another, in the
// order of their addresses. Immutable.
type exempt []netip.Prefix

func newExempt(list []netip.Prefix) exempt {
	var all, out exempt
	for _, p := range list {
		if p.IsValid() {
			all = append(all, p.Masked())
		}
	}
	slices.SortFunc(all, netip.Prefix.Compare) // the wider of two that begin together first
	for _, p := range all {
		if !out.has(p.Addr()) {
			out = append(out, p)
		}
	}
	return out
}

// has looks among all networks by halving.
func (e exempt) has(a netip.Addr) bool {
	if len(e) == 0 {
		return false
	}
	// The last one that does not begin behind a is the only one that can
	// hold it.
	i, found := slices.BinarySearchFunc(e, a, func(p netip.Prefix, a netip.Addr) int { return p.Addr().Compare(a) })
	return found || i > 0 && e[i-1].Contains(a)
}

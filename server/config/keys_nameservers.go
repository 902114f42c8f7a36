package config

import (
	"net/netip"
	"slices"

	"go.yaml.in/yaml/v4"
)

// maxNameservers is how many nameservers can be compared with: each is asked for
// every group.
const maxNameservers = 16

// Nameserver is another nameserver of our zones that this one compares itself
// with.
type Nameserver struct {
	Addr netip.AddrPort
	Pos  Pos
}

// nameservers reads the other nameservers of the zones. This one may be among
// them, so that all can have the same file.
func (r *reader) nameservers(dst *[]Nameserver) setter {
	return r.each(func(v *node) {
		at, ok := r.serverAddress("nameservers", v)
		switch {
		case !ok:
		case slices.ContainsFunc(*dst, func(n Nameserver) bool { return n.Addr == at }):
			r.fail(v.pos, "", "nameservers: %s is said twice", at)
		case len(*dst) == maxNameservers:
			r.fail(v.pos, "leave some of them out", "nameservers: there are more than %d", maxNameservers)
		default:
			*dst = append(*dst, Nameserver{at, v.pos})
		}
	})
}

// showNameservers writes them.
func showNameservers(list []Nameserver) *yaml.Node {
	var addrs []netip.AddrPort
	for _, n := range list {
		addrs = append(addrs, n.Addr)
	}
	return showReferences(addrs)
}

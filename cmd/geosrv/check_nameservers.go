package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/server/roster"
)

// strangers warns where `nameservers:` and the NS records of the zones name
// others. One nameserver may be missing: the one whose file this is, which need
// not be compared with itself.
func strangers(r *roster.Roster) (all []warning) {
	list := r.Config.Nameservers
	if len(list) == 0 {
		return nil
	}
	warn := func(code, hint, format string, args ...any) {
		at := list[0].Pos
		at.File = nearPath(at.File)
		all = append(all, warning{Error: config.Error{Pos: at, Problem: fmt.Sprintf(format, args...), Hint: hint, Code: code}})
	}
	compared := func(a netip.Addr) bool {
		return slices.ContainsFunc(list, func(n config.Nameserver) bool { return n.Addr.Addr() == a })
	}
	known := map[netip.Addr]bool{}
	missing := map[string]string{} // names of those that are not compared with, by their addresses
	placed := len(r.NS) > 0        // all of them have addresses in the zones
	for _, ns := range r.NS {
		placed = placed && len(ns.Addrs) > 0
		for _, a := range ns.Addrs {
			known[a] = true
		}
		if len(ns.Addrs) > 0 && !slices.ContainsFunc(ns.Addrs, compared) {
			missing[fmt.Sprint(ns.Addrs)] = ns.Name
		}
	}
	if len(missing) > 1 {
		var names []string
		for _, name := range missing {
			names = append(names, name)
		}
		slices.Sort(names)
		warn("nameserver-left-out", "add those of them that are others than this one", "nameservers: %s are NS of the zones, and are not compared with", strings.Join(names, ", "))
	}
	for _, n := range list {
		if placed && !known[n.Addr.Addr()] {
			warn("nameserver-stranger", "its answers reach nobody, or an NS record is missing", "nameservers: %s is the address of no NS of the zones", n.Addr.Addr())
		}
	}
	return all
}

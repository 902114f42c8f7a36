package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"text/tabwriter"

	"github.com/miekg/dns"

	"geosrv/server/load"
	"geosrv/zones"
)

// printDelegation prints what the zone above each of ours must hold so that
// people come to us: NS records, and the addresses of those nameservers that
// could not be found otherwise (RFC 1034 4.2.1). A master file takes it as it is.
func printDelegation(w io.Writer, loaded *load.Loaded) error {
	var b strings.Builder
	for i, s := range loaded.World.Roster.Sources {
		if i > 0 {
			b.WriteString("\n")
		}
		delegate(&b, s.Zone)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// delegate writes the lines for one zone.
func delegate(b *strings.Builder, z *zones.Zone) {
	if z.Apex() == zones.Root {
		b.WriteString("; .: the root has no zone above\n")
		return
	}
	if strings.HasSuffix(z.Apex().Text(), ".invalid") {
		fmt.Fprintf(b, "; %s: nobody delegates what ends in .invalid (RFC 6761 6.4)\n", z.Apex())
		return
	}
	// The zone above a pin-point zone is hardly ever named with underscores.
	above := z.Apex().Parent()
	for strings.HasPrefix(above.Label(), "_") {
		above = above.Parent()
	}
	fmt.Fprintf(b, "; %s: for the zone above, %s\n", z.Apex(), above)
	apex, _ := z.Find(z.Apex())
	id, _ := z.Lookup(apex, dns.TypeNS)
	set := z.Set(id)
	var missing []zones.Name
	w := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	var glue [][4]any
	for _, rdata := range set.Records {
		server, _ := set.Target(rdata)
		fmt.Fprintf(w, "%s\t%d\tIN\tNS\t%s\n", z.Apex(), set.TTL, server)
		if !server.Under(z.Apex()) {
			continue // whoever asks finds it by its own zone
		}
		found := addressLines(z, server)
		if len(found) == 0 {
			missing = append(missing, server)
		}
		glue = append(glue, found...)
	}
	for _, g := range glue {
		fmt.Fprintf(w, "%s\t%d\tIN\t%s\t%s\n", g[:]...)
	}
	w.Flush()
	for _, server := range missing {
		fmt.Fprintf(b, "; %s needs glue, and has no address in %s\n", server, nearPath(z.File()))
	}
}

// addressLines are the addresses of a name of the zone: owner, TTL, type, address.
func addressLines(z *zones.Zone, name zones.Name) (out [][4]any) {
	node, ok := z.Find(name)
	if !ok {
		return nil
	}
	for _, t := range [...]uint16{dns.TypeA, dns.TypeAAAA} {
		id, ok := z.Lookup(node, t)
		if !ok {
			continue
		}
		set := z.Set(id)
		for _, rdata := range set.Records {
			a, _ := netip.AddrFromSlice(rdata)
			out = append(out, [4]any{name, set.TTL, dns.TypeToString[t], a})
		}
	}
	return out
}

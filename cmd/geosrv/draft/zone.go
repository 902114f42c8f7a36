package draft

import (
	"fmt"
	"net/netip"
	"strings"
)

// zoneText writes the zone. It belongs to one call of Files.
type zoneText struct {
	strings.Builder
	*Answers
	shape shape
}

// record writes a line; ttl 0 is the zone's default.
func (z *zoneText) record(owner string, ttl int, kind, data string) {
	life := ""
	if ttl > 0 {
		life = fmt.Sprint(ttl)
	}
	fmt.Fprintf(z, "%-22s %-3s %-5s %s\n", owner, life, kind, data)
}

// note writes an empty line and comments.
func (z *zoneText) note(lines ...string) {
	fmt.Fprintln(z)
	for _, line := range lines {
		fmt.Fprintf(z, "; %s\n", line)
	}
}

// steeredTTL is the TTL of what may be steered, in seconds: the largest that
// geosrv answers by itself.
const steeredTTL = 60

// addrs writes the addresses of a name.
func (z *zoneText) addrs(owner string, addrs []netip.Addr) {
	for _, addr := range addrs {
		kind := "AAAA"
		if addr.Is4() {
			kind = "A"
		}
		z.record(owner, steeredTTL, kind, addr.String())
	}
}

// ladder writes an SRV record for each pool, in their order.
func (z *zoneText) ladder(owner string, first, step int, port int, host string) {
	for i, p := range z.Pools {
		z.record(owner, steeredTTL, "SRV", fmt.Sprintf("%d 10 %d %s-%s", first+i*step, port, host, p.Name))
	}
}

// zone is the whole file.
func (a *Answers) zone(s shape) string {
	z := &zoneText{Answers: a, shape: s}
	fmt.Fprintf(z, "; %s: what is true while everything is up.\n", a.Domain)
	fmt.Fprintf(z, "; Written by geosrv init; any DNS server can load it.\n")
	fmt.Fprintf(z, "$ORIGIN %s.\n$TTL 300\n", a.Domain)
	z.record("@", 0, "SOA", fmt.Sprintf("%s hostmaster %d 7200 900 1209600 60", z.host(a.Nameservers[0].Host), a.Serial))
	for _, n := range a.Nameservers {
		z.record("", 0, "NS", z.host(n.Host))
	}
	for _, n := range a.Nameservers {
		if n.Addr.IsValid() && a.inside(n.Host) {
			kind := "AAAA"
			if n.Addr.Is4() {
				kind = "A"
			}
			z.record(z.host(n.Host), 0, kind, n.Addr.String())
		}
	}
	z.services()
	z.note("A host name for each pool"+z.ofRoles()+", an address for each of its servers.",
		"To add a server, add its address.")
	for i := range a.Pools {
		roles, addressed := s.hosted(&a.Pools[i])
		for j, r := range roles {
			z.addrs(r.host+"-"+a.Pools[i].Name, addressed[j].Addrs)
		}
	}
	return z.String()
}

func (z *zoneText) ofRoles() string {
	if len(z.shape.roles) > 1 {
		return " and role"
	}
	return ""
}

// host writes a nameserver as the zone file wants it.
func (z *zoneText) host(name string) string {
	if label, inside := strings.CutSuffix(name, "."+z.Domain); inside {
		return label
	}
	if strings.Contains(name, ".") {
		return name + "."
	}
	return name
}

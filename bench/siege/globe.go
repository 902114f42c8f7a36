package siege

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
)

// Sizes of the globe.
const (
	globeSites    = 36  // with askers
	globePools    = 6   // of them with a pool
	globeSets     = 50  // steered SRV sets, and as many steered addresses
	globeHosts    = 200 // names that stand still
	globeNetworks = 8   // of each site, half of them IPv6
	globePort     = 443 // of all services
)

// The globe's zones: one that is steered, and one in which every name that
// nobody has is a wildcard's.
const (
	globeApex = "globe.example."
	wildApex  = "wild.example."
)

// globe is an estate whose answers depend on the asker: sites around the world
// with networks of both families, and sets that are steered by distance. The
// same numbers make the same globe. Immutable.
type globe struct {
	sites    []oracle.Site
	networks map[netip.Prefix]string
	prefixes []netip.Prefix // the networks, in the order in which they were made
}

func newGlobe() *globe {
	g := &globe{networks: map[netip.Prefix]string{}}
	random := rand.New(rand.NewPCG(6, 3))
	for i := range globeSites {
		s := oracle.Site{Name: fmt.Sprintf("s%d", i), Lat: float64(i*37%120 - 50), Lon: float64(i*67%360 - 180)}
		g.sites = append(g.sites, s)
		for n := range globeNetworks {
			p := netip.PrefixFrom(randomAddr(random, n%2 == 1), []int{14 + n, 30 + 3*n}[n%2]).Masked()
			if g.networks[p] == "" {
				g.networks[p] = s.Name
				g.prefixes = append(g.prefixes, p)
			}
		}
	}
	return g
}

// randomAddr is an address that somebody may have.
func randomAddr(r *rand.Rand, v6 bool) netip.Addr {
	if v6 {
		b := [16]byte{0x20 | byte(r.IntN(16))}
		for i := 1; i < len(b); i++ {
			b[i] = byte(r.Uint32())
		}
		return netip.AddrFrom16(b)
	}
	a := 1<<24 + r.Uint32N(223<<24)
	return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
}

func globeSRV(k int) string  { return fmt.Sprintf("_sip._tls.c%d.%s", k, globeApex) }
func globeWeb(k int) string  { return fmt.Sprintf("web%d.%s", k, globeApex) }
func globeEdge(i int) string { return fmt.Sprintf("access-%d.%s", i, globeApex) }
func globeHost(k int) string { return fmt.Sprintf("h%d.%s", k, globeApex) }

// texts are the zones, by apex.
func (g *globe) texts() map[string]string {
	const head = "$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n"
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s\n%s", globeApex, head)
	for i := range globePools {
		fmt.Fprintf(&b, "%s A 192.0.2.%d\n%s A 192.0.2.%d\n", globeEdge(i), 100+i, globeEdge(i), 120+i)
		fmt.Fprintf(&b, "%s AAAA 2001:db8::%d\n", globeEdge(i), i+1)
	}
	for k := range globeSets {
		for i := range globePools {
			fmt.Fprintf(&b, "%s SRV %d 10 %d %s\n", globeSRV(k), 10*(i+1), globePort, globeEdge(i))
		}
		fmt.Fprintf(&b, "%s A 192.0.2.100\n", globeWeb(k))
	}
	for k := range globeHosts {
		fmt.Fprintf(&b, "%s A 10.0.%d.1\n%s A 10.0.%d.2\n", globeHost(k), k, globeHost(k), k)
	}
	return map[string]string{
		globeApex: b.String(),
		wildApex:  "$ORIGIN " + wildApex + "\n" + head + "* A 192.0.2.80\n*.sub SRV 0 0 443 ns\nsub TXT sub\n",
	}
}

// yaml is the configuration.
func (g *globe) yaml(limit string) string {
	var sites, networks, pools, steer, names strings.Builder
	for _, s := range g.sites {
		fmt.Fprintf(&sites, "  %s: {at: [%.0f, %.0f]}\n", s.Name, s.Lat, s.Lon)
	}
	for _, p := range g.prefixes {
		fmt.Fprintf(&networks, "    %q: %s\n", p, g.networks[p])
	}
	for i := range globePools {
		fmt.Fprintf(&pools, "  p%d: {site: s%d, names: [%s]}\n", i, i, strings.TrimSuffix(globeEdge(i), "."))
		fmt.Fprintf(&names, "p%d, ", i)
	}
	for k := range globeSets {
		fmt.Fprintf(&steer, "  - {name: %s, policy: ladder, by: nearest, service: edge}\n", strings.TrimSuffix(globeSRV(k), "."))
		fmt.Fprintf(&steer, "  - {name: %s, policy: one, by: nearest, failback: auto, service: edge, pools: [%s]}\n",
			strings.TrimSuffix(globeWeb(k), "."), strings.TrimSuffix(names.String(), ", "))
	}
	return fmt.Sprintf("zones: [%szone, %szone]\n%sgeo:\n  networks:\n%ssites:\n%spools:\n%sservices: {edge: {check: tcp, port: %d}}\nsteer:\n%s",
		globeApex, wildApex, limit, networks.String(), sites.String(), pools.String(), globePort, steer.String())
}

// write writes zones and configuration into a folder. limit is the line about
// the rate limit, or nothing.
func (g *globe) write(dir, limit string) (config string, err error) {
	for apex, text := range g.texts() {
		if err := os.WriteFile(filepath.Join(dir, apex+"zone"), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	config = filepath.Join(dir, "geosrv.yaml")
	return config, os.WriteFile(config, []byte(g.yaml(limit)), 0o600)
}

// oracles answer as the server must while every edge is up: since long, and
// since a short while.
func (g *globe) oracles() (states []*oracle.Oracle, err error) {
	w := oracle.World{Sites: g.sites, Networks: g.networks}
	for apex, text := range g.texts() {
		z := oracle.Zone{Apex: apex}
		p := dns.NewZoneParser(strings.NewReader(text), apex, apex)
		for rr, ok := p.Next(); ok; rr, ok = p.Next() {
			z.Records = append(z.Records, rr)
		}
		if p.Err() != nil {
			return nil, p.Err()
		}
		w.Zones = append(w.Zones, z)
	}
	var names []string
	young := map[netip.AddrPort]oracle.Endpoint{}
	for i := range globePools {
		name := fmt.Sprintf("p%d", i)
		names = append(names, name)
		w.Pools = append(w.Pools, oracle.Pool{
			Name: name, Site: g.sites[i].Name, Roles: []oracle.Role{{Hosts: []string{globeEdge(i)}}},
		})
		young[netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(100 + i)}), globePort)] = oracle.Endpoint{Unsettled: true}
	}
	for k := range globeSets {
		w.Groups = append(w.Groups,
			oracle.Group{Name: globeSRV(k), Owners: []string{globeSRV(k)}, By: oracle.Nearest, Port: globePort},
			oracle.Group{
				Name: globeWeb(k), Owners: []string{globeWeb(k)}, Policy: oracle.One, By: oracle.Nearest,
				Port: globePort, Pools: names,
			})
	}
	old := oracle.New(w)
	w.Endpoints = young
	return []*oracle.Oracle{old, oracle.New(w)}, nil
}

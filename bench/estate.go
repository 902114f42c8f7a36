package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// serversPerSite is how many servers each pool has.
const serversPerSite = 2

// between is how often an endpoint in doubt would be probed. Who is to prove a
// silence has to answer most of it before the last failure: it is the least
// time between two flips, so that the flips need not wait for anything else.
const between = 100 * time.Millisecond

// site is one of the six places of wire.
type site struct{ name, at string }

func sites() []site {
	return []site{
		{"ams", "52.37, 4.90"},
		{"nyc", "40.71, -74.01"},
		{"sin", "1.35, 103.82"},
		{"gru", "-23.43, -46.47"},
		{"syd", "-33.87, 151.21"},
		{"jnb", "-26.20, 28.05"},
	}
}

// ladderName is the owner of ladder set k, and targetName its target at a site.
func ladderName(k int) string            { return fmt.Sprintf("_sip._tls.c%d.bench.example", k) }
func targetName(at string, k int) string { return fmt.Sprintf("access-%s-%d.bench.example", at, k) }

// serverAt is the address of a server of a site.
func serverAt(site, server int) netip.Addr {
	return netip.AddrFrom4([4]byte{192, 0, 2, byte(10*site + server + 1)})
}

// writeEstate writes the configuration of wire and its zone into a folder, and
// returns the configuration's path: n ladder sets that all list the same six
// pools of two servers, with owners and targets of their own. They share twelve
// endpoints, because the service has one fixed TLS name. It is the worst case
// of a site's flip: every set has to be rendered for every order.
func writeEstate(dir, countries string, n int) (string, error) {
	config, zone := estate(countries, n)
	file := filepath.Join(dir, "geosrv.yaml")
	if err := os.WriteFile(filepath.Join(dir, "bench.example.zone"), []byte(zone), 0o600); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, []byte(config), 0o600)
}

func estate(countries string, n int) (config, zone string) {
	var c, p, z strings.Builder
	fmt.Fprintf(&c, "profile: lync\nzones: [bench.example.zone]\ngeo: {database: %s, depth: 3}\n", countries)
	fmt.Fprintf(&c, "services: {edge: {check: tls, name: edge.bench.example}}\nprobe: {fast_interval: %s}\nsites:\n", between)
	z.WriteString("$ORIGIN bench.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i, s := range sites() {
		fmt.Fprintf(&c, "  %s: {at: [%s]}\n", s.name, s.at)
		fmt.Fprintf(&p, "  %s:\n    site: %s\n    names:\n", s.name, s.name)
		for k := range n {
			name := targetName(s.name, k)
			fmt.Fprintf(&p, "      - %s\n", name)
			for j := range serversPerSite {
				fmt.Fprintf(&z, "%s. A %s\n", name, serverAt(i, j))
			}
		}
	}
	c.WriteString("pools:\n" + p.String() + "steer:\n")
	for k := range n {
		fmt.Fprintf(&c, "  - {name: %s, service: edge}\n", ladderName(k))
		for i, s := range sites() {
			fmt.Fprintf(&z, "%s. SRV %d 10 443 %s.\n", ladderName(k), 10*(i+1), targetName(s.name, k))
		}
	}
	return c.String(), z.String()
}

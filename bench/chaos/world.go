package chaos

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// apex is the zone that all nameservers have.
const apex = "example.com."

// The names that are asked for. Pools add access-POOL.
const (
	ladderName = "_sip._tls." + apex   // ladder by nearest
	oneName    = "_one._tcp." + apex   // one pool's SRV, as listed
	fedName    = "fed." + apex         // one pool's addresses, the nearest
	plainName  = "_plain._udp." + apex // not steered
	textName   = "gen." + apex         // the generation
)

// perSite is how many members each pool has.
const perSite = 2

// forbidden and all above it are generations of files that must never be served.
const forbidden = 60000

// Times of the world. The probes are quick, so that a fault of seconds is one.
const (
	// Detect is how long after its death a member may still count as alive.
	Detect = 5 * time.Second
	// Settle is how long it may take until all is as if nothing had been: probes
	// pass again, what is held down or suspected is over, choices went home.
	Settle = 10 * time.Second
	// cached is the TTL that the resolver gets, and some room.
	cached = 6 * time.Second
)

// pools are the sites and their pools, in listed order.
func pools() []string { return []string{"ams", "nyc", "sin", "jnb"} }

// nearest is the order of the pools for an asker near each of them: great circles
// from the coordinates that the configuration has.
func nearest(place int) []int {
	return [][]int{
		{0, 1, 3, 2}, // ams: nyc 5,860 km, jnb 9,010, sin 10,510
		{1, 0, 3, 2}, // nyc: ams 5,860, jnb 12,820, sin 15,340
		{2, 3, 0, 1}, // sin: jnb 8,650, ams 10,510, nyc 15,340
		{3, 2, 0, 1}, // jnb: sin 8,650, ams 9,010, nyc 12,820
	}[place]
}

// member is the address of an edge: pool 0 to 3, number 0 or 1.
func member(pool, number int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, 20, byte(pool + 1), byte(number + 1)})
}

// nameserver is the address of a nameserver, 0 to 2.
func nameserverAddr(k int) netip.Addr { return netip.AddrFrom4([4]byte{10, 53, byte(k + 1), 1}) }

// The others' addresses.
func clientAddr() netip.Addr   { return netip.AddrFrom4([4]byte{10, 77, 0, 1}) }
func resolverAddr() netip.Addr { return netip.AddrFrom4([4]byte{10, 78, 0, 1}) }
func attackerAddr() netip.Addr { return netip.AddrFrom4([4]byte{10, 66, 0, 1}) }

// resolverPlace is where the resolver is.
const resolverPlace = 2

// askersOf are the networks of a place: one that the configuration names, and one
// that only the database knows.
func askersOf(place int) [2]netip.Prefix {
	return [2]netip.Prefix{
		netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(110 + place), 7, 0}), 24),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{198, 18, byte(place), 0}), 24),
	}
}

// countries is the text of the database: 198.18.PLACE.0/24, where each site is.
func countries() string {
	return `198.18.0.0/24,NL,52.37,4.90
198.18.1.0/24,US,40.71,-74.01
198.18.2.0/24,SG,1.35,103.82
198.18.3.0/24,ZA,-26.20,28.05
`
}

// zoneText is a generation of the zone. The ladder stands last, so that half a
// copy has lost it.
func zoneText(generation int) string {
	var b strings.Builder
	g := generation
	fmt.Fprintf(&b, "$ORIGIN %s\n$TTL 5\n@ SOA ns1 hostmaster %d 7200 900 1209600 5\n", apex, g)
	for k := range servers {
		fmt.Fprintf(&b, "@ NS ns%d\nns%d A %s\n", k+1, k+1, nameserverAddr(k))
	}
	fmt.Fprintf(&b, "gen TXT \"%d\"\nplain A 10.200.%d.%d\n_plain._udp SRV 10 %d 5060 plain\n", g, g>>8, g&255, g)
	for i, pool := range pools() {
		for n := range perSite {
			fmt.Fprintf(&b, "access-%s A %s\n", pool, member(i, n))
		}
	}
	for n := range perSite {
		fmt.Fprintf(&b, "fed A %s\n", member(0, n))
	}
	for _, owner := range []string{"_one._tcp", "_sip._tls"} {
		for i, pool := range pools() {
			fmt.Fprintf(&b, "%s SRV %d %d 443 access-%s\n", owner, 10*(i+1), g, pool)
		}
	}
	return b.String()
}

// configText is the configuration of a nameserver.
func configText(k int) string {
	return fmt.Sprintf(`listen: ["%s:53"]
zones: [example.com.zone]
control: control.sock
state: state
ttl: 5s
ttl_unsettled: 5s
geo:
  database: places.mmdb
  networks: {10.110.0.0/16: ams, 10.111.0.0/16: nyc, 10.112.0.0/16: sin, 10.113.0.0/16: jnb, 10.78.0.0/16: sin}
  depth: 4
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
  sin: {at: [1.35, 103.82]}
  jnb: {at: [-26.20, 28.05]}
pools:
  ams: {site: ams, names: [access-ams.example.com]}
  nyc: {site: nyc, names: [access-nyc.example.com]}
  sin: {site: sin, names: [access-sin.example.com]}
  jnb: {site: jnb, names: [access-jnb.example.com]}
services:
  edge: {check: sip, transport: tls, port: 443, name: sip.example.com}
steer:
  - {name: _sip._tls.example.com, policy: ladder, by: nearest, service: edge}
  - {name: _one._tcp.example.com, policy: one, by: listed, takeover: auto, failback: auto, return_after: 1s, service: edge}
  - {name: fed.example.com, policy: one, by: nearest, takeover: auto, failback: auto, return_after: 1s, pools: [ams, nyc, sin, jnb], service: edge}
probe:
  interval: 500ms
  fast_interval: 200ms
  down_interval: 500ms
  timeout: 500ms
  hedge: 150ms
  fall: 3
  ok: 2
  rise: 2
  hold_down: 1s
  quarantine: 4s
`, nameserverAddr(k))
}

// writeFiles fills a nameserver's folder with the first generation.
func writeFiles(dir string, k int) error {
	for name, text := range map[string]string{
		zoneFile: zoneText(1), configFile: configText(k), "places.csv": countries(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// The files of a nameserver's folder.
const (
	zoneFile   = "example.com.zone"
	configFile = "geosrv.yaml"
	geoFile    = "places.mmdb"
)

// replaceFile puts a content in the place of a file, as whoever does it well.
func replaceFile(path string, content []byte) error {
	made := path + ".new"
	if err := os.WriteFile(made, content, 0o600); err != nil {
		return err
	}
	return os.Rename(made, path)
}

// poolOf is the pool of a host name such as access-ams.example.com.; -1 if it is
// none.
func poolOf(host string) int {
	name, ok := strings.CutPrefix(strings.TrimSuffix(strings.ToLower(host), "."+apex), "access-")
	if !ok {
		return -1
	}
	return slices.Index(pools(), name)
}

// memberOf is which edge an address is; ok is false if it is none.
func memberOf(a netip.Addr) (pool, number int, ok bool) {
	for p := range pools() {
		for n := range perSite {
			if member(p, n) == a {
				return p, n, true
			}
		}
	}
	return 0, 0, false
}

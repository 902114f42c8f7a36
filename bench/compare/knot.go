package compare

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// knotServer is the part of knot.conf(5) that is the same for all: one worker
// of each kind, nothing written, no rate limit (there is none unless one is
// asked for).
func knotServer(dir string, at netip.AddrPort) string {
	return fmt.Sprintf(`server:
  rundir: "%[3]s"
  listen: %[1]s@%[2]d
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  udp-max-payload: 1232
  edns-client-subnet: on
log:
  - target: stderr
    any: warning
database:
  storage: "%[3]s/db"
`, at.Addr(), at.Port(), dir)
}

// knotTemplate makes zones of files that are only read.
const knotTemplate = `template:
  - id: default
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
`

// prepareKnot serves zones as they are.
func prepareKnot(zones []zone) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		b := strings.Builder{}
		b.WriteString(knotServer(dir, at) + knotTemplate)
		for _, z := range zones {
			fmt.Fprintf(&b, "  - domain: %s\n    file: \"%s\"\n", z.apex, z.file)
		}
		return writeKnot(dir, b.String())
	}
}

// prepareKnotGeo serves the estate's zone with mod-geoip: for each owner and
// country the whole ladder of that country, and the zone's for all others.
func prepareKnotGeo(e *estate) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		var b strings.Builder
		b.WriteString(knotServer(dir, at))
		fmt.Fprintf(&b, "mod-geoip:\n  - id: geo\n    config-file: \"%s/geo.conf\"\n    ttl: 60\n    mode: geodb\n    geodb-file: \"%s\"\n    geodb-key: [country/iso_code]\n",
			dir, e.countries)
		fmt.Fprintf(&b, "%s  - domain: %s\n    file: \"%s\"\n    module: mod-geoip/geo\n", knotTemplate, apex, e.zone.file)
		var g strings.Builder
		for k := range e.sets {
			fmt.Fprintf(&g, "%s:\n", setName(k))
			for _, country := range e.places.countries() {
				fmt.Fprintf(&g, "  - geo: \"%s\"\n    SRV: [", country)
				for rung, site := range e.order(country) {
					fmt.Fprintf(&g, "\"%d 10 %d %s\", ", 10*(rung+1), e.port, hostName(site))
				}
				g.WriteString("]\n")
			}
		}
		text := strings.ReplaceAll(g.String(), ", ]", "]")
		if err := os.WriteFile(filepath.Join(dir, "geo.conf"), []byte(text), 0o644); err != nil {
			return nil, err
		}
		return writeKnot(dir, b.String())
	}
}

func writeKnot(dir, text string) ([]string, error) {
	if err := os.MkdirAll(filepath.Join(dir, "db"), 0o755); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "knot.conf")
	return []string{program("knotd"), "-c", file}, os.WriteFile(file, []byte(text), 0o644)
}

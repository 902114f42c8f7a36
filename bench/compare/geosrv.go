package compare

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"geosrv/server"
)

// prepareOurs writes geosrv.yaml. more is all but zones, addresses and rates; limit
// is the value of rate_limit.
func (b *builder) prepareOurs(zones []zone, limit, more string) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		var y strings.Builder
		fmt.Fprintf(&y, "listen: [\"%s\"]\nrate_limit: %s\nzones:\n", at, limit)
		for _, z := range zones {
			fmt.Fprintf(&y, "  - %s\n", z.file)
		}
		y.WriteString(more)
		file := filepath.Join(dir, "geosrv.yaml")
		if b.geosrv != "" {
			return []string{b.geosrv, "serve", file}, os.WriteFile(file, []byte(y.String()), 0o644)
		}
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return []string{self, word, "serve", file}, os.WriteFile(file, []byte(y.String()), 0o644)
	}
}

// serve is geosrv in a process of this program, until it is ended.
func serve(ctx context.Context, file string) error {
	return server.Run(ctx, server.Options{Files: []string{file}})
}

// steering is what an estate's sets are.
type steering int

// The kinds of steering.
const (
	asWritten steering = iota // the zone, and no more
	ladders                   // SRV: all pools, the nearest first
	nearest                   // addresses: those of the nearest pool
)

// yaml is the configuration of an estate. A change is seen within a fifth of a
// second, so that a verdict flips whenever an edge does. A slow answer moves
// nobody: it only says that the machine is busy.
func (e *estate) yaml(how steering) string {
	if how == asWritten {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "geo: {database: %s}\n%s", e.countries, e.sitesYAML())
	fmt.Fprintf(&b, "services: {edge: {check: tcp, port: %d}}\n", e.port)
	b.WriteString("probe: {interval: 200ms, fast_interval: 200ms, timeout: 5s, fall: 1, rise: 1, hold_down: 10ms, quarantine: 10ms, max_in_flight: 65536}\nsteer:\n")
	for k := range e.sets {
		if how == ladders {
			fmt.Fprintf(&b, "  - {name: %s, policy: ladder, by: nearest, service: edge}\n", strings.TrimSuffix(setName(k), "."))
		} else {
			fmt.Fprintf(&b, "  - {name: %s, policy: one, by: nearest, failback: auto, service: edge, pools: [%s]}\n",
				strings.TrimSuffix(webName(k), "."), strings.Join(siteNames(e.sites), ", "))
		}
	}
	return b.String()
}

package compare

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// prepareNSD is nsd.conf(5): one process that answers, no rate limit, else as it
// comes.
func prepareNSD(zones []zone) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		var b strings.Builder
		fmt.Fprintf(&b, `server:
  ip-address: %[1]s@%[2]d
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "%[3]s"
  database: ""
  pidfile: ""
  logfile: "%[3]s/nsd.log"
  xfrdfile: "%[3]s/xfrd.state"
  zonelistfile: "%[3]s/zone.list"
  xfrdir: "%[3]s"
  rrl-ratelimit: 0
  ipv4-edns-size: 1232
  ipv6-edns-size: 1232
  tcp-count: 200
  tcp-query-count: 0
remote-control:
  control-enable: no
`, at.Addr(), at.Port(), dir)
		for _, z := range zones {
			fmt.Fprintf(&b, "zone:\n  name: \"%s\"\n  zonefile: \"%s\"\n", z.apex, z.file)
		}
		file := filepath.Join(dir, "nsd.conf")
		return []string{program("nsd"), "-d", "-c", file}, os.WriteFile(file, []byte(b.String()), 0o644)
	}
}

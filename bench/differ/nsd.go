package differ

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// prepareNSD writes nsd.conf(5): no other user, no chroot, no rate limit, as
// little in a reply as it can.
func prepareNSD(dir string, port uint16, zones []zoneFile) ([]string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `server:
  ip-address: 127.0.0.1@%[1]d
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "%[2]s"
  database: ""
  pidfile: ""
  logfile: "%[2]s/nsd.log"
  xfrdfile: "%[2]s/xfrd.state"
  zonelistfile: "%[2]s/zone.list"
  xfrdir: "%[2]s"
  rrl-ratelimit: 0
  minimal-responses: yes
  refuse-any: no
  round-robin: no
  answer-cookie: no
  hide-version: yes
  hide-identity: yes
  ipv4-edns-size: 1232
  ipv6-edns-size: 1232
  tcp-count: 200
  tcp-query-count: 0
remote-control:
  control-enable: no
`, port, dir)
	for _, z := range zones {
		fmt.Fprintf(&b, "zone:\n  name: \"%s\"\n  zonefile: \"%s\"\n", z.apex, z.path)
	}
	path := filepath.Join(dir, "nsd.conf")
	return []string{"-d", "-c", path}, os.WriteFile(path, []byte(b.String()), 0o644)
}

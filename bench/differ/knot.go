package differ

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// prepareKnot writes knot.conf(5): files are only read, nothing is checked that
// need not be, nothing is said of the server itself.
func prepareKnot(dir string, port uint16, zones []zoneFile) ([]string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `server:
  rundir: "%[2]s"
  listen: 127.0.0.1@%[1]d
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  udp-max-payload: 1232
  nsid: ""
  version: ""
  identity: ""
  answer-rotation: off
log:
  - target: stderr
    any: warning
database:
  storage: "%[2]s/db"
template:
  - id: default
    storage: "%[2]s"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
`, port, dir)
	for _, z := range zones {
		fmt.Fprintf(&b, "  - domain: %s\n    file: \"%s\"\n", z.apex, z.path)
	}
	path := filepath.Join(dir, "knot.conf")
	return []string{"-c", path}, os.WriteFile(path, []byte(b.String()), 0o644)
}

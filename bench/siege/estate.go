package siege

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// names is how many names the resolver of a flood asks for, each with an
// address.
const names = 50_000

// hostName is one of them.
func hostName(i int) string { return fmt.Sprintf("h%d.siege.example.", i) }

// writeEstate writes a plain zone and a configuration into a folder, and
// returns the configuration's path. more is lines of the configuration.
func writeEstate(dir, more string, hosts int) (string, error) {
	var z strings.Builder
	z.WriteString("$ORIGIN siege.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.80\n")
	for i := range 40 { // an answer that fills buffers
		fmt.Fprintf(&z, "big TXT %d-%s\n", i, strings.Repeat("x", 200))
	}
	for i := range hosts {
		fmt.Fprintf(&z, "%s A 192.0.2.%d\n", hostName(i), i%256)
	}
	if err := os.WriteFile(filepath.Join(dir, "siege.example.zone"), []byte(z.String()), 0o600); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "geosrv.yaml")
	return file, os.WriteFile(file, []byte("zones: [siege.example.zone]\n"+more), 0o600)
}

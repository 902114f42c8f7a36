package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
)

// apex is the zone of most workloads.
const apex = "bench.example."

// zone is one zone with its file.
type zone struct {
	apex string // absolute
	file string
}

// head is what every zone begins with.
func head(apex string) string {
	return fmt.Sprintf("$ORIGIN %s\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n", apex)
}

// writeZone writes a zone into a folder, under its name.
func writeZone(dir, apex, text string) (zone, error) {
	z := zone{apex, filepath.Join(dir, strings.TrimSuffix(apex, ".")+".zone")}
	return z, os.WriteFile(z.file, []byte(text), 0o644)
}

// records reads a zone as the oracle wants it.
func (z zone) records() (out oracle.Zone, err error) {
	f, err := os.Open(z.file)
	if err != nil {
		return out, err
	}
	defer f.Close()
	out.Apex = z.apex
	p := dns.NewZoneParser(f, z.apex, z.file)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		out.Records = append(out.Records, rr)
	}
	return out, p.Err()
}

package differ

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// prepareNamed writes named.conf(5): no recursion, no cookies, no checks of
// what other servers load, as little in a reply as it can.
func prepareNamed(dir string, port uint16, zones []zoneFile) ([]string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `options {
	directory "%[2]s";
	listen-on port %[1]d { 127.0.0.1; };
	listen-on-v6 { none; };
	pid-file none;
	session-keyfile "%[2]s/session.key";
	recursion no;
	dnssec-validation no;
	notify no;
	allow-transfer { none; };
	minimal-responses yes;
	minimal-any no;
	answer-cookie no;
	zero-no-soa-ttl no;
	max-udp-size 1232;
	nocookie-udp-size 1232;
	empty-zones-enable no;
	version none;
	hostname none;
	server-id none;
	check-integrity no;
	check-names primary ignore;
	check-mx ignore;
	check-mx-cname ignore;
	check-srv-cname ignore;
	check-sibling no;
	check-spf ignore;
	check-wildcard no;
	check-dup-records ignore;
};
controls { };
`, port, dir)
	for _, z := range zones {
		fmt.Fprintf(&b, "zone \"%s\" { type primary; file \"%s\"; };\n", z.apex, z.path)
	}
	path := filepath.Join(dir, "named.conf")
	return []string{"-g", "-4", "-n", "1", "-c", path}, os.WriteFile(path, []byte(b.String()), 0o644)
}

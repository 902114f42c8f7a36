package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRealPlaces takes Debian's tor-geoipdb from `geosrv geo build` to `geosrv
// check`, with 6 and with 30 sites: what check prints is within its bounds. The
// figures stand in bench/README.md; -v prints them.
func TestRealPlaces(t *testing.T) {
	ci := os.Getenv("GEOSRV_CI") != ""
	if !ci {
		t.Skip("it takes ten seconds: .ci/run does it, or GEOSRV_CI=1 go test ./cmd/geosrv -run RealPlaces")
	}
	if underRace {
		t.Skip("it is one goroutine's work for minutes: done without the race detector")
	}
	csv := []string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"}
	for _, file := range csv {
		if _, err := os.Stat(file); err != nil {
			t.Fatalf("no real places: install tor-geoipdb (%v)", err)
		}
	}
	dir := t.TempDir()
	said := running(t, append([]string{"geo", "build", "-o", filepath.Join(dir, "world.mmdb")}, csv...)...)
	t.Logf("%s", said)
	sites := strings.Fields("NL US SG BR ZA AU DE GB FR PL IT TR EG NG KE MA CA MX CO AR CL PE JP IN KR TH ID AE IL NZ")
	for _, n := range []int{6, 30} {
		config := filepath.Join(dir, "geosrv.yaml")
		write(t, config, worldYAML(sites[:n]))
		write(t, filepath.Join(dir, "example.com.zone"), worldZone(sites[:n]))
		said := running(t, "check", config)
		found := regexp.MustCompile(`\n  ([\d,]+) orders, ([\d,]+) classes, ([\d,]+) variants, geo table ([\d.]+) MiB, mean scope /[\d.]+\n`).FindStringSubmatch(said)
		if found == nil {
			t.Fatalf("%d sites: check says\n%s", n, said)
		}
		t.Logf("%d sites: %s", n, strings.TrimSpace(found[0]))
		for i, most := range []float64{4096, 4096, 65536, 12} {
			var figure float64
			if _, err := fmt.Sscan(strings.ReplaceAll(found[i+1], ",", ""), &figure); err != nil || figure > most || figure < 1 {
				t.Errorf("%d sites: %s is not within 1 and %g: %s", n, found[i+1], most, found[0])
			}
		}
	}
}

// running runs a verb that must succeed without a word of complaint, and returns
// what it prints.
func running(t *testing.T, args ...string) string {
	t.Helper()
	cmd := newRootCommand()
	var out, errs bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	cmd.SetArgs(args)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("geosrv %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

// worldYAML has a pool at each site, a ladder, and an address by place.
func worldYAML(countries []string) string {
	var s, p strings.Builder
	var names []string
	for _, c := range countries {
		name := strings.ToLower(c)
		names = append(names, name)
		fmt.Fprintf(&s, "  %s: {country: %s}\n", name, c)
		fmt.Fprintf(&p, "  %s: {site: %s, names: [access-%s.example.com]}\n", name, name, name)
	}
	return fmt.Sprintf(`profile: lync
zones: [example.com.zone]
geo: {database: world.mmdb}
sites:
%spools:
%sservices: {web: {check: https, port: 443}}
steer:
  - {name: _sip._tls.example.com}
  - {name: www.example.com, policy: nearest, service: web, pools: [%s]}
`, s.String(), p.String(), strings.Join(names, ", "))
}

// worldZone has an address and a SRV record for each site.
func worldZone(countries []string) string {
	var z strings.Builder
	z.WriteString("$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.1\n")
	for i, c := range countries {
		fmt.Fprintf(&z, "access-%[1]s A 192.0.2.%[2]d\n_sip._tls SRV %[3]d 10 443 access-%[1]s\n", strings.ToLower(c), i+1, 10*(i+1))
	}
	return z.String()
}

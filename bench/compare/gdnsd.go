package compare

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// gdnsdOptions is the part of gdnsd.config(5) that is the same for all: one
// thread of each kind.
func gdnsdOptions(dir string, at netip.AddrPort) string {
	return fmt.Sprintf("options => {\n  listen => \"%s\"\n  udp_threads => 1\n  tcp_threads => 1\n  run_dir => \"%s/run\"\n  state_dir => \"%s/state\"\n}\n",
		at, dir, dir)
}

// prepareGdnsd serves zones as they are. It wants each in a file that has the
// name of the zone.
func prepareGdnsd(zones []zone) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		texts := map[string]string{}
		for _, z := range zones {
			text, err := os.ReadFile(z.file)
			if err != nil {
				return nil, err
			}
			texts[z.apex] = string(text)
		}
		return writeGdnsd(dir, gdnsdOptions(dir, at), texts)
	}
}

// prepareGdnsdGeo serves an address of the nearest live site: it can do no SRV.
// It gets the same networks with the same orders as everybody, as nets, because
// its coordinates want a database of cities.
func prepareGdnsdGeo(e *estate) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		config := gdnsdOptions(dir, at) + fmt.Sprintf("service_types => { edge => { plugin => tcp_connect, port => %d } }\n", e.port)
		config += fmt.Sprintf("plugins => { geoip => {\n  maps => { world => { datacenters => [%s], nets => \"%s/nets\" } }\n",
			strings.Join(siteNames(e.sites), ", "), dir)
		config += "  resources => { edge => { map => world, service_types => edge, dcmap => {"
		zone := head(apex)
		for i, s := range e.sites {
			config += fmt.Sprintf(" %s => %s,", s.name, edgeAddr(i))
		}
		for k := range e.sets {
			zone += fmt.Sprintf("%s 60 DYNA geoip!edge\n", webName(k))
		}
		config += " } } }\n} }\n"
		if err := e.writeNets(filepath.Join(dir, "nets")); err != nil {
			return nil, err
		}
		return writeGdnsd(dir, config, map[string]string{apex: zone})
	}
}

// writeNets writes each range of the database as networks with their order.
func (e *estate) writeNets(file string) error {
	var b strings.Builder
	lists := map[string]string{}
	for _, c := range e.places.cells {
		list, ok := lists[c.country]
		if !ok {
			var names []string
			for _, site := range e.order(c.country) {
				names = append(names, e.sites[site].name)
			}
			list = "[" + strings.Join(names, ",") + "]"
			lists[c.country] = list
		}
		for _, p := range c.prefixes() {
			fmt.Fprintf(&b, "%s => %s\n", p, list)
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func writeGdnsd(dir, config string, zones map[string]string) ([]string, error) {
	var errs []error
	for _, sub := range []string{"zones", "run", "state"} {
		errs = append(errs, os.MkdirAll(filepath.Join(dir, sub), 0o755))
	}
	for apex, text := range zones {
		file := filepath.Join(dir, "zones", strings.TrimSuffix(apex, "."))
		errs = append(errs, os.WriteFile(file, []byte(text), 0o644))
	}
	errs = append(errs, os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o644))
	return []string{program("gdnsd"), "-c", dir, "start"}, errors.Join(errs...)
}

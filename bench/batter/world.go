package batter

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/load"
)

// world is a configuration and zones with something of everything.
//
//go:embed world
var world embed.FS

// writeWorld writes the world into a folder and returns the configuration's
// path.
func writeWorld(dir string) (config string, err error) {
	files, err := fs.ReadDir(world, "world")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		text, err := fs.ReadFile(world, "world/"+f.Name())
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), text, 0o600); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "geosrv.yaml"), nil
}

// records are the records of all zones, as another library reads them.
func records() (all []dns.RR, err error) {
	files, err := fs.Glob(world, "world/*.zone")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		text, err := fs.ReadFile(world, f)
		if err != nil {
			return nil, err
		}
		parser := dns.NewZoneParser(strings.NewReader(string(text)), "", f)
		for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
			all = append(all, rr)
		}
		if err := parser.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// newPlans makes plans of the world: all is up, one pool of three is silent,
// all are.
func newPlans(config string) (plans []*answer.Plan, err error) {
	loaded, err := load.New(slog.New(slog.DiscardHandler), config).Load()
	if err != nil {
		return nil, err
	}
	r := loaded.World.Roster
	some := netip.MustParsePrefix("192.0.2.0/24")
	for _, silent := range []func(netip.Addr) bool{
		func(netip.Addr) bool { return false },
		some.Contains,
		func(netip.Addr) bool { return true },
	} {
		in := answer.NewInputs(r)
		for i, e := range r.Endpoints {
			in.Verdicts[i].Standing = health.Up
			if silent(e.Addr.Addr()) {
				in.Verdicts[i].Standing = health.Silent
			}
		}
		var c answer.Composer
		plans = append(plans, c.Finish(c.Compose(loaded.World, in)))
	}
	return plans, nil
}

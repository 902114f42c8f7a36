package faults

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
)

// apex is the zone that is spoilt, and database the file of places.
const (
	apex     = "fault.example"
	database = "places.mmdb"
)

func zoneIn(dir string) string { return filepath.Join(dir, "fault.example.zone") }

// contestants are those that are known; program is geosrv's.
func contestants(program string) []*contestant {
	return []*contestant{
		{"geosrv", program, true, zoneIn, prepareGeosrv, func(ctx context.Context, p *process) error {
			return tool(ctx, program, "reload", filepath.Join(p.dir, "geosrv.yaml"))
		}},
		{"nsd", "nsd", false, zoneIn, prepareNSD, func(_ context.Context, p *process) error {
			return p.cmd.Process.Signal(syscall.SIGHUP)
		}},
		{"knot", "knotd", true, zoneIn, prepareKnot, func(ctx context.Context, p *process) error {
			return tool(ctx, "knotc", "-s", filepath.Join(p.dir, "knot.sock"), "-b", "zone-reload")
		}},
		{"gdnsd", "gdnsd", true, func(dir string) string { return filepath.Join(dir, "zones", apex) }, prepareGdnsd, func(ctx context.Context, p *process) error {
			return tool(ctx, "gdnsdctl", "-c", p.dir, "reload-zones")
		}},
	}
}

func prepareGeosrv(dir string, at netip.AddrPort) ([]string, error) {
	path := filepath.Join(dir, "geosrv.yaml")
	return []string{"serve", path}, os.WriteFile(path, fmt.Appendf(nil, `zones: [fault.example.zone]
listen: ["%s"]
control: s
state: state
rate_limit: off
geo: {database: places.mmdb}
sites: {a: {country: NL}, b: {country: US}}
pools:
  a: {site: a, names: [a.fault.example]}
  b: {site: b, names: [b.fault.example]}
groups:
  www: {policy: nearest, pools: [a, b], sets: [www.fault.example], service: {check: none}}
`, at), 0o644)
}

func prepareNSD(dir string, at netip.AddrPort) ([]string, error) {
	path := filepath.Join(dir, "nsd.conf")
	return []string{"-d", "-c", path}, os.WriteFile(path, fmt.Appendf(nil, `server:
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
remote-control:
  control-enable: no
zone:
  name: "fault.example"
  zonefile: "%[2]s/fault.example.zone"
`, at.Port(), dir), 0o644)
}

func prepareKnot(dir string, at netip.AddrPort) ([]string, error) {
	path := filepath.Join(dir, "knot.conf")
	geo := "www.fault.example:\n  - geo: \"NL\"\n    A: 192.0.2.1\n  - geo: \"*\"\n    A: 192.0.2.1\n"
	return []string{"-c", path}, errors.Join(os.WriteFile(filepath.Join(dir, "geo.conf"), []byte(geo), 0o644), os.WriteFile(path, fmt.Appendf(nil, `server:
  rundir: "%[2]s"
  listen: 127.0.0.1@%[1]d
control:
  listen: knot.sock
log:
  - target: stderr
    any: warning
database:
  storage: "%[2]s/db"
mod-geoip:
  - id: places
    config-file: "%[2]s/geo.conf"
    mode: geodb
    geodb-file: "%[2]s/places.mmdb"
    geodb-key: country/iso_code
template:
  - id: default
    storage: "%[2]s"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
zone:
  - domain: fault.example
    file: fault.example.zone
    module: mod-geoip/places
`, at.Port(), dir), 0o644))
}

func prepareGdnsd(dir string, at netip.AddrPort) ([]string, error) {
	return []string{"-c", dir, "start"}, errors.Join(
		os.MkdirAll(filepath.Join(dir, "run"), 0o755), os.MkdirAll(filepath.Join(dir, "state"), 0o755),
		os.WriteFile(filepath.Join(dir, "config"), fmt.Appendf(nil, `options => { listen => "%[1]s", run_dir => "%[2]s/run", state_dir => "%[2]s/state" }
plugins => { geoip => {
  maps => { world => { geoip2_db => "%[2]s/places.mmdb", datacenters => [a, b], map => { default => [a, b] } } }
  resources => { www => { map => world, dcmap => { a => 192.0.2.1, b => 192.0.2.2 } } }
} }
`, at, dir), 0o644))
}

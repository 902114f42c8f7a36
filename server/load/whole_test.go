package load

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"geosrv/server/load/sitedir"
)

// guardConfig steers what globs match.
const guardConfig = `zones: [example.com.zone, example.net.zone]
sites: {ams: {at: [52.37, 4.90]}, nyc: {at: [40.71, -74.01]}}
pools:
  ams: {site: ams, names: [access-ams.example.com]}
  nyc: {site: nyc, names: [access-nyc.example.com]}
steer:
  - {names: ["_sip*._tls.*"]}
`

func guardDisk(t *testing.T) *disk {
	d := &disk{sitedir.Empty(t)}
	d.Write("geosrv.yaml", guardConfig)
	d.Write("example.com.zone", strings.Replace(siteZone, "access-ams  A", "access-ams  AAAA 2001:db8::11\naccess-ams  A", 1))
	d.Write("example.net.zone", "$ORIGIN example.net.\n$TTL 300\n@ SOA ns1 h 1 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.53\n"+
		"_sip._tls SRV 10 10 443 access-ams.example.com.\n_sip._tls SRV 10 10 443 access-nyc.example.com.\n")
	return d
}

// A steered set that a zone lost keeps the zone as it was, and nothing else.
func TestSteeredSetGone(t *testing.T) {
	d := guardDisk(t)
	l := d.loader()
	first := d.load(l)
	d.Edit("example.net.zone", "_sip._tls SRV", "_sips._tcp SRV")
	d.Edit("example.com.zone", "one", "two")
	problem := "example.net.zone: the steered set _sip._tls.example.net SRV is gone (if it is meant: geosrv reload --force)"
	loaded := d.load(l, problem)
	if !hasNote(loaded, "two") || zoneOf(loaded, "example.net") != zoneOf(first, "example.net") || len(loaded.Refused.Fresh) != 1 {
		t.Error("the other zone waits, or the set is gone, or nobody was told")
	}
	if again := d.load(l, problem); again.Changed || len(again.Refused.Fresh) != 0 {
		t.Error("told twice")
	}
	d.accepted(l.Reload, problem)
	if forced := d.accepted(l.Force); len(forced.World.Roster.Sets) != len(first.World.Roster.Sets)-1 {
		t.Error("not even by force")
	}
	d.load(l)
}

// One family of a host name of a pool is a steered set as well.
func TestSteeredFamilyGone(t *testing.T) {
	d := guardDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("example.com.zone", "access-ams  AAAA 2001:db8::11\n", "")
	d.load(l, "example.com.zone: the steered set access-ams.example.com AAAA is gone (if it is meant: geosrv reload --force)")
}

// A zone with steered sets does not go with its file.
func TestSteeredZoneGone(t *testing.T) {
	d := guardDisk(t)
	d.Edit("geosrv.yaml", "example.net.zone", "plain")
	d.Write("plain/a.zone", "$ORIGIN a.example.\n"+strings.SplitN(siteZone, "\n", 2)[1])
	d.Edit("plain/a.zone", "_sip._tls   SRV 10 10 443 access-ams\n            SRV 10 10 443 access-nyc\n", "_sip._tls SRV 1 1 443 access-ams.example.com.\n")
	l := d.loader()
	d.load(l)
	d.Write("plain/b.zone", sitedir.Plain("b.example", 1))
	d.load(l)
	d.Remove("plain/a.zone")
	d.accepted(l.Reload, "plain/a.zone: the steered set _sip._tls.a.example SRV is gone (if it is meant: geosrv reload --force)")
	d.accepted(l.Force)
}

// What is taken out of configuration and zones is a wish.
func TestSteeredByWish(t *testing.T) {
	for name, edit := range map[string]func(d *disk){
		"the entry": func(d *disk) { d.Edit("geosrv.yaml", `["_sip*._tls.*"]`, `["_sip*._tls.example.com"]`) },
		"the entry and the records": func(d *disk) {
			d.Edit("geosrv.yaml", `["_sip*._tls.*"]`, `["_sip*._tls.example.com"]`)
			d.Edit("example.net.zone", "_sip._tls SRV", "_sips._tcp SRV")
		},
		"the zone": func(d *disk) { d.Edit("geosrv.yaml", ", example.net.zone", "") },
		"a pool": func(d *disk) {
			d.Edit("geosrv.yaml", "  nyc: {site: nyc, names: [access-nyc.example.com]}\n", "")
			d.Edit("example.com.zone", "            SRV 10 10 443 access-nyc\n", "")
			d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "")
			d.Edit("example.net.zone", "_sip._tls SRV 10 10 443 access-nyc.example.com.\n", "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := guardDisk(t)
			l := d.loader()
			d.load(l)
			edit(d)
			if loaded := d.load(l); !loaded.Changed {
				t.Error("not taken")
			}
		})
	}
}

// A configuration that lost nearly everything is half a file.
func TestConfigurationLost(t *testing.T) {
	d := guardDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("geosrv.yaml", "steer:\n  - {names: [\"_sip*._tls.*\"]}\n", "")
	problem := "geosrv.yaml: nothing is steered any more; 2 sets were (half a file? if it is meant: geosrv reload --force)"
	if r := d.refused(l.Load, problem); len(r.Fresh) != 1 {
		t.Error("not told")
	}
	if r := d.refused(l.Load, problem); len(r.Fresh) != 0 {
		t.Error("told twice")
	}
	d.refused(l.Reload, problem)
	d.accepted(l.Force)
	if loaded := d.load(l); loaded.Changed {
		t.Error("what was forced does not stay")
	}
}

// A last line that does not end, where it did before, is half a line. Zones always
// want the end.
func TestUnendedLine(t *testing.T) {
	d := guardDisk(t)
	d.Write("geosrv.yaml", guardConfig)
	l := d.loader()
	d.load(l)
	d.Write("geosrv.yaml", guardConfig+"ttl: 30s")
	d.refused(l.Load, "geosrv.yaml: the last line does not end, as it did before (half-written? if it is meant: geosrv reload --force)")
	d.accepted(l.Force)
	d.Write("geosrv.yaml", guardConfig+"ttl: 20s")
	if loaded := d.load(l); loaded.Config.TTL != 20*time.Second {
		t.Error("somebody who never ends the last line is not believed")
	}
}

// A generator that lost a third of its pools is not believed.
func TestPoolsLost(t *testing.T) {
	d := &disk{sitedir.Empty(t)}
	write := func(pools int) {
		zone := "$ORIGIN example.com.\n$TTL 300\n@ SOA ns1 h 1 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.53\n"
		conf := "zones: [example.com.zone]\nsites: {ams: {at: [52.37, 4.90]}}\nsteer: [{name: _sip._tls.example.com}]\npools:\n"
		for i := range pools {
			zone += fmt.Sprintf("p%d A 192.0.2.%d\n_sip._tls SRV 10 10 443 p%d\n", i, i+1, i)
			conf += fmt.Sprintf("  p%d: {site: ams, names: [p%d.example.com]}\n", i, i)
		}
		d.Write("example.com.zone", zone)
		d.Write("geosrv.yaml", conf)
	}
	write(12)
	l := d.loader()
	d.load(l)
	write(9)
	d.load(l)
	write(12)
	d.load(l)
	write(8)
	d.refused(l.Load, "example.com.zone: it changed, and is held back until what else is wrong is mended (is that the cause?)",
		"geosrv.yaml: 4 of the 12 pools are gone (half a file? if it is meant: geosrv reload --force)")
	d.accepted(l.Force)
	write(3) // of fewer than ten
	d.load(l)
}

package server

import (
	"net/netip"
	"strings"
	"testing"

	"geosrv/geo"
)

// wideDatabase has the networks below a first octet near New York, and the others
// near Amsterdam.
func wideDatabase(t testing.TB, below int) string {
	t.Helper()
	networks := map[netip.Prefix]geo.Place{}
	for i := range 224 {
		p := geo.Place{Lat: 52, Lon: 5, Located: true}
		if i < below {
			p = geo.Place{Lat: 40, Lon: -74, Located: true}
		}
		networks[netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i)}), 8)] = p
	}
	b, err := geo.BuildNetworks(networks)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A database that moves many is held back until somebody insists. The first is
// never.
func TestPoisonedDatabase(t *testing.T) {
	d := newDisk(t)
	d.put("places.mmdb", wideDatabase(t, 100))
	l := d.loader()
	first := d.load(l)
	d.put("places.mmdb", wideDatabase(t, 110)) // 4.5 %
	second := d.load(l)
	if second.Database == first.Database {
		t.Fatal("an honest update is held back")
	}
	d.put("places.mmdb", wideDatabase(t, 224))
	d.edit("example.com.zone", "one", "two")
	problem := "places.mmdb: the geo database is held back: 4042 of 8000 sample addresses would have another nearest site (if it is meant: geosrv reload --force)"
	third := d.load(l, problem)
	if third.Database != second.Database || !hasNote(third, "two") || len(third.Refused.Fresh) != 1 {
		t.Error("it is taken, or the zone waits for it, or nobody was told")
	}
	if again := d.load(l, problem); again.Changed || len(again.Refused.Fresh) != 0 {
		t.Error("told twice")
	}
	d.accepted(l.Reload, problem)
	if forced := d.accepted(l.Force); forced.Database == second.Database {
		t.Error("not even by force")
	}
	d.load(l)
}

// A configuration that names another database waits with it.
func TestOtherPoisonedDatabase(t *testing.T) {
	d := newDisk(t)
	d.put("places.mmdb", wideDatabase(t, 100))
	l := d.loader()
	d.load(l)
	d.put("other.mmdb", wideDatabase(t, 0))
	d.edit("geosrv.yaml", "places.mmdb", "other.mmdb")
	r := d.refused(l.Load, "other.mmdb: the geo database is held back: 3625 of 8000 sample addresses would have another nearest site (if it is meant: geosrv reload --force)")
	if strings.Count(r.Error(), "\n") != 0 {
		t.Error("more than one problem")
	}
	d.accepted(l.Force)
}

// emptyDatabase is a database that knows nobody.
func emptyDatabase(t testing.TB) string {
	t.Helper()
	b, err := geo.BuildNetworks(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

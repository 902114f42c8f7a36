package load

import (
	"testing"

	"geosrv/server/load/sitedir"
)

// A database that moves many is held back until somebody insists. The first is
// never.
func TestPoisonedDatabase(t *testing.T) {
	d := newDisk(t)
	d.Put("places.mmdb", sitedir.WidePlaces(t, 100))
	l := d.loader()
	first := d.load(l)
	d.Put("places.mmdb", sitedir.WidePlaces(t, 110)) // 4.5 %
	second := d.load(l)
	if second.Database == first.Database {
		t.Fatal("an honest update is held back")
	}
	d.Put("places.mmdb", sitedir.WidePlaces(t, 224))
	d.Edit("example.com.zone", "one", "two")
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
	d.Put("places.mmdb", sitedir.WidePlaces(t, 100))
	l := d.loader()
	d.load(l)
	d.Put("other.mmdb", sitedir.WidePlaces(t, 0))
	d.Edit("geosrv.yaml", "places.mmdb", "other.mmdb")
	d.refused(l.Load, "geosrv.yaml: it changed, and is held back until what else is wrong is mended (is that the cause?)",
		"other.mmdb: the geo database is held back: 3625 of 8000 sample addresses would have another nearest site (if it is meant: geosrv reload --force)")
	d.accepted(l.Force)
}

package load

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"geosrv/server/load/sitedir"
	"geosrv/zones"
)

// At the start everything has to be good, and everything is told at once.
func TestStartTellsAll(t *testing.T) {
	d := newDisk(t)
	d.Remove("places.mmdb")
	d.Remove("overrides")
	d.Edit("example.com.zone", "192.0.2.11", "192.0.2.311")
	d.Write("plain/bad.zone", "@ IN A 192.0.2.1\n")
	r := d.refused(d.loader().Load,
		`example.com.zone:8:17: "192.0.2.311" is not an IPv4 address`,
		"plain/bad.zone:1: record without a TTL (start the file with a line such as: $TTL 300)",
		"geosrv.yaml:4:17: geo database places.mmdb cannot be read: no such file or directory (put a City or Country database there, or remove the line)",
		"overrides: the overrides cannot be read: no such file or directory (make the file; it may be empty)",
	)
	if len(r.Fresh) != len(r.Problems) {
		t.Error("not everything is fresh at the start")
	}
}

// A bad zone file costs that zone's news, and nobody else's.
func TestBadZoneHindersNobody(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("plain/example.net.zone", "hostaa A 192.0.2.1", "hostaa A 192.0.2.x")
	d.Edit("example.com.zone", "one", "two")
	problem := `plain/example.net.zone:6:10: "192.0.2.x" is not an IPv4 address`
	second := d.load(l, problem)
	if !hasNote(second, "two") || zoneOf(second, "example.net") == nil || len(second.Refused.Fresh) != 1 {
		t.Fatalf("the good zone is not served, or the bad one is gone, or nobody was told")
	}
	third := d.load(l, problem)
	if third.Changed || len(third.Refused.Fresh) != 0 {
		t.Error("the same bad content was told twice")
	}
	d.Edit("plain/example.net.zone", "hostab", "hostxx") // still bad, but other content
	if got := d.load(l, problem); len(got.Refused.Fresh) != 1 || got.Changed {
		t.Error("the new bad content was not told")
	}
	if got := d.accepted(l.Reload, problem); len(got.Refused.Fresh) != 1 {
		t.Error("a person who orders a reload is not told")
	}
	d.Edit("plain/example.net.zone", "192.0.2.x", "192.0.2.7")
	if got := d.load(l); !got.Changed {
		t.Error("the mended zone is not served")
	}
}

// A new bad file in a folder is left out, told, and served once it is good.
func TestNewBadZone(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Write("plain/new.example.zone", "broken\n")
	_, err := l.Load()
	if err != nil {
		t.Fatalf("a new bad file stops everything: %v", err)
	}
	d.Write("plain/new.example.zone", sitedir.Plain("new.example", 1))
	if got := apexes(d.load(l)); !slices.Contains(got, "new.example") {
		t.Errorf("zones %q", got)
	}
}

func TestBadConfigurationChangesNothing(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	d.Edit("geosrv.yaml", "listen:", "lisen:")
	d.Edit("example.com.zone", "one", "two")
	problem := `geosrv.yaml:2:1: unknown key "lisen" in the configuration (did you mean "listen"?)`
	if r := d.refused(l.Load, problem); len(r.Fresh) != 1 {
		t.Error("not told")
	}
	if r := d.refused(l.Load, problem); len(r.Fresh) != 0 {
		t.Error("told twice")
	}
	if r := d.refused(l.Reload, problem); len(r.Fresh) != 1 {
		t.Error("not told to the person who asked")
	}
	d.Edit("geosrv.yaml", "lisen:", "listen:")
	second := d.load(l)
	if second.Version != first.Version+1 || !hasNote(second, "two") {
		t.Error("the mended configuration is not served with the zone of the meantime")
	}
}

// Inputs that contradict each other are refused as a whole, and what is put
// right later is put right together.
func TestContradictionChangesNothing(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "")
	d.Edit("plain/example.net.zone", "hostaa", "hostzz")
	_, err := l.Load()
	if err == nil || !strings.Contains(err.Error(), "access-nyc.example.com") {
		t.Fatalf("got %v, want an error about the host name without addresses", err)
	}
	r := d.refused(l.Load, d.lines(each(err))...)
	if len(r.Fresh) != 0 {
		t.Error("told twice")
	}
	d.Write("example.com.zone", strings.Replace(siteZone, "one", "two", 1))
	loaded := d.load(l)
	if n, _ := zones.ParseName("hostzz.example.net"); !hasNote(loaded, "two") {
		t.Error("not all is served")
	} else if _, ok := zoneOf(loaded, "example.net").Find(n); !ok {
		t.Error("the other zone's change was lost")
	}
}

// While loads are refused, names that come and go in a folder are not kept.
func TestRefusedLoadsKeepNothing(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	before := len(l.zones)
	d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "") // contradicts
	for i := range 5 {
		name := fmt.Sprintf("plain/t%d.example.zone", i)
		d.Write(name, sitedir.Plain(fmt.Sprintf("t%d.example", i), 1))
		if _, err := l.Load(); err == nil {
			t.Fatal("accepted")
		}
		if err := os.Remove(d.Path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(l.zones); n > before+1 {
		t.Errorf("%d zone files are kept, %d are served", n, before)
	}
}

// The last good zone is the one that is served, not the last that could be
// read.
func TestLastGoodIsWhatIsServed(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "") // reads well, contradicts
	if _, err := l.Load(); err == nil {
		t.Fatal("accepted")
	}
	d.Write("example.com.zone", "broken\n")
	d.Edit("plain/example.net.zone", "hostaa", "hostzz")
	loaded, err := l.Load()
	if err != nil || !loaded.Changed || !hasNote(loaded, "one") {
		t.Fatalf("the other zone is not served: %v", err)
	}
}

func TestDatabase(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	good := sitedir.Places(t, 52, 5)
	d.Write("places.mmdb", good[:len(good)/2])
	loaded, err := l.Load()
	if err != nil || loaded.Changed || len(loaded.Refused.Problems) != 1 || !strings.Contains(loaded.Refused.Error(), "places.mmdb: ") {
		t.Fatalf("a truncated database: changed %t, %v, %v", loaded.Changed, loaded.Refused, err)
	}
	d.Edit("example.com.zone", "one", "two") // is not held up by it
	if loaded, err = l.Load(); err != nil || !hasNote(loaded, "two") || loaded.World.Geo != first.World.Geo {
		t.Fatalf("a zone is held up by a bad database: %v", err)
	}
	d.Remove("places.mmdb")
	problem := "geosrv.yaml:4:17: geo database places.mmdb cannot be read: no such file or directory (put a City or Country database there, or remove the line)"
	if d.load(l, problem).World.Geo != first.World.Geo {
		t.Error("the database that is gone is not used any more")
	}
	d.Put("places.mmdb", sitedir.Places(t, 40, -74))
	if got := d.load(l); got.World.Geo == first.World.Geo || !got.Changed {
		t.Error("the new database is not used")
	}
}

// A configuration that names a database or a zone that is not there is refused,
// told once, and taken when the file has come.
func TestConfigurationBeforeItsFiles(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("geosrv.yaml", "places.mmdb", "other.mmdb")
	d.Edit("geosrv.yaml", "zones: [", "zones: [new.example.zone, ")
	problems := []string{
		"new.example.zone: cannot be read: no such file or directory (zones: at geosrv.yaml:3:9)",
		"geosrv.yaml:4:17: geo database other.mmdb cannot be read: no such file or directory (put a City or Country database there, or remove the line)",
	}
	if r := d.refused(l.Load, problems...); len(r.Fresh) != 2 {
		t.Error("not told")
	}
	if r := d.refused(l.Load, problems...); len(r.Fresh) != 0 {
		t.Error("told twice")
	}
	files, _ := l.Watched()
	for _, want := range []string{"new.example.zone", "other.mmdb", "places.mmdb"} {
		if !slices.Contains(files, d.Path(want)) {
			t.Errorf("%s is not watched", want)
		}
	}
	d.Write("other.mmdb", sitedir.Places(t, 40, -74))
	d.Write("new.example.zone", sitedir.Plain("new.example", 1))
	if got := apexes(d.load(l)); !slices.Contains(got, "new.example") {
		t.Errorf("zones %q", got)
	}
}

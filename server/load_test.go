package server

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/zones"
)

func zoneOf(l *Loaded, apex string) *zones.Zone {
	for _, s := range l.World.Roster.Sources {
		if s.Zone.Apex().Text() == apex {
			return s.Zone
		}
	}
	return nil
}

func apexes(l *Loaded) (out []string) {
	for _, s := range l.World.Roster.Sources {
		out = append(out, s.Zone.Apex().Text())
	}
	return out
}

func hasNote(l *Loaded, text string) bool {
	z := zoneOf(l, "example.com")
	n, _ := zones.ParseName("note.example.com")
	node, _ := z.Find(n)
	id, ok := z.Lookup(node, 16)
	return ok && strings.Contains(string(z.Set(id).Wire), text)
}

func TestLoad(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	if got, want := apexes(first), []string{"example.com", "example.net", "example.org"}; !slices.Equal(got, want) {
		t.Fatalf("zones %q, want %q", got, want)
	}
	if first.Version != 1 || !first.Changed || first.World.Geo.Classes() != 3 || first.Ledger == nil {
		t.Errorf("version %d, changed %t, %d classes, ledger %v", first.Version, first.Changed, first.World.Geo.Classes(), first.Ledger)
	}
	wantKeys := []string{"sip/tls 192.0.2.11:443 name=access-ams.example.com", "sip/tls 198.51.100.11:443 name=access-nyc.example.com"}
	if got := keys(first.World.Roster); !slices.Equal(got, wantKeys) {
		t.Errorf("endpoints %q, want %q", got, wantKeys)
	}
	var files []string
	for _, f := range first.Files {
		files = append(files, strings.TrimPrefix(f, d.dir+"/"))
	}
	slices.Sort(files)
	wantFiles := []string{"example.com.zone", "geosrv.yaml", "overrides", "places.mmdb", "plain/example.net.zone", "plain/example.org.db"}
	if !slices.Equal(files, wantFiles) || !slices.Equal(first.Dirs, []string{d.path("plain")}) {
		t.Errorf("files %q, folders %q", files, first.Dirs)
	}
	again := d.load(l)
	if again.Changed || again.Version != 1 || again.World != first.World || again.Ledger != first.Ledger {
		t.Error("a load of the same files changed something")
	}
}

// What did not change keeps its pointer, so that nothing is rendered twice.
func TestLoadKeepsWhatIsUnchanged(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	d.edit("example.com.zone", "one", "two")
	second := d.load(l)
	if second.Version != 2 || !second.Changed || !hasNote(second, "two") {
		t.Fatalf("version %d, changed %t", second.Version, second.Changed)
	}
	if zoneOf(second, "example.net") != zoneOf(first, "example.net") || second.World.Geo != first.World.Geo {
		t.Error("an unchanged zone or the geo table was made anew")
	}
	d.edit("example.com.zone", "two", "one")
	third := d.load(l)
	if !hasNote(third, "one") || third.Version != 3 {
		t.Error("the zone did not change back")
	}
}

// A file that is touched, restored with an older time, or put in place again
// is compared by its content.
func TestLoadComparesContent(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	old := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	d.ok(os.Chtimes(d.path("example.com.zone"), old, old))
	d.put("places.mmdb", places(t, 52, 5))
	if d.load(l).Changed {
		t.Error("the same content is a change")
	}
	d.put("example.com.zone", strings.Replace(siteZone, "one", "two", 1))
	d.ok(os.Chtimes(d.path("example.com.zone"), old, old))
	second := d.load(l)
	if !second.Changed || !hasNote(second, "two") {
		t.Error("another content with an old time is no change")
	}
	if second.World.Geo != first.World.Geo {
		t.Error("the same database was compiled again")
	}
}

// Same size, same time, same inode: a write within the file system's step of
// time.
func TestLoadSeesRacyWrites(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	info, err := os.Stat(d.path("example.com.zone"))
	d.ok(err)
	d.edit("example.com.zone", "one", "two")
	d.ok(os.Chtimes(d.path("example.com.zone"), info.ModTime(), info.ModTime()))
	if !hasNote(d.load(l), "two") {
		t.Error("the change was not seen")
	}
}

func TestLoadOverrides(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	d.write("overrides", "drain pool:ams\n")
	second := d.load(l)
	if !second.Changed || second.World != first.World || second.Version != 1 || len(second.Ledger.Entries) != 1 {
		t.Errorf("changed %t, version %d, %d entries", second.Changed, second.Version, len(second.Ledger.Entries))
	}
	d.write("overrides", "drain it\n")
	third := d.load(l, `overrides:1: "it" does not say what it is (site:, pool:, server:, addr: or role:)`)
	if third.Changed || third.Ledger != second.Ledger {
		t.Error("a bad overrides file changed something")
	}
	d.remove("overrides")
	if got := d.load(l, "overrides: the overrides cannot be read: no such file or directory (make the file; it may be empty)"); got.Ledger != second.Ledger {
		t.Error("what was said is forgotten because the file is gone")
	}
	d.write("overrides", "")
	if got := d.load(l); len(got.Ledger.Entries) != 0 || !got.Changed {
		t.Error("an empty file did not take back what was said")
	}
}

// At the start everything has to be good, and everything is told at once.
func TestStartTellsAll(t *testing.T) {
	d := newDisk(t)
	d.remove("places.mmdb")
	d.remove("overrides")
	d.edit("example.com.zone", "192.0.2.11", "192.0.2.311")
	d.write("plain/bad.zone", "@ IN A 192.0.2.1\n")
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
	d.edit("plain/example.net.zone", "hostaa A 192.0.2.1", "hostaa A 192.0.2.x")
	d.edit("example.com.zone", "one", "two")
	problem := `plain/example.net.zone:6:10: "192.0.2.x" is not an IPv4 address`
	second := d.load(l, problem)
	if !hasNote(second, "two") || zoneOf(second, "example.net") == nil || len(second.Refused.Fresh) != 1 {
		t.Fatalf("the good zone is not served, or the bad one is gone, or nobody was told")
	}
	third := d.load(l, problem)
	if third.Changed || len(third.Refused.Fresh) != 0 {
		t.Error("the same bad content was told twice")
	}
	d.edit("plain/example.net.zone", "hostab", "hostxx") // still bad, but other content
	if got := d.load(l, problem); len(got.Refused.Fresh) != 1 || got.Changed {
		t.Error("the new bad content was not told")
	}
	if got := d.accepted(l.Reload, problem); len(got.Refused.Fresh) != 1 {
		t.Error("a person who orders a reload is not told")
	}
	d.edit("plain/example.net.zone", "192.0.2.x", "192.0.2.7")
	if got := d.load(l); !got.Changed {
		t.Error("the mended zone is not served")
	}
}

// A new bad file in a folder is left out, told, and served once it is good.
func TestNewBadZone(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.write("plain/new.example.zone", "broken\n")
	_, err := l.Load()
	if err != nil {
		t.Fatalf("a new bad file stops everything: %v", err)
	}
	d.write("plain/new.example.zone", plainZone("new.example", 1))
	if got := apexes(d.load(l)); !slices.Contains(got, "new.example") {
		t.Errorf("zones %q", got)
	}
}

func TestBadConfigurationChangesNothing(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	d.edit("geosrv.yaml", "listen:", "lisen:")
	d.edit("example.com.zone", "one", "two")
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
	d.edit("geosrv.yaml", "lisen:", "listen:")
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
	d.edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "")
	d.edit("plain/example.net.zone", "hostaa", "hostzz")
	_, err := l.Load()
	if err == nil || !strings.Contains(err.Error(), "access-nyc.example.com") {
		t.Fatalf("got %v, want an error about the host name without addresses", err)
	}
	r := d.refused(l.Load, d.lines(each(err))...)
	if len(r.Fresh) != 0 {
		t.Error("told twice")
	}
	d.write("example.com.zone", strings.Replace(siteZone, "one", "two", 1))
	loaded := d.load(l)
	if n, _ := zones.ParseName("hostzz.example.net"); !hasNote(loaded, "two") {
		t.Error("not all is served")
	} else if _, ok := zoneOf(loaded, "example.net").Find(n); !ok {
		t.Error("the other zone's change was lost")
	}
}

// The last good zone is the one that is served, not the last that could be
// read.
func TestLastGoodIsWhatIsServed(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "") // reads well, contradicts
	if _, err := l.Load(); err == nil {
		t.Fatal("accepted")
	}
	d.write("example.com.zone", "broken\n")
	d.edit("plain/example.net.zone", "hostaa", "hostzz")
	loaded, err := l.Load()
	if err != nil || !loaded.Changed || !hasNote(loaded, "one") {
		t.Fatalf("the other zone is not served: %v", err)
	}
}

func TestDatabase(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	good := places(t, 52, 5)
	d.write("places.mmdb", good[:len(good)/2])
	loaded, err := l.Load()
	if err != nil || loaded.Changed || len(loaded.Refused.Problems) != 1 || !strings.Contains(loaded.Refused.Error(), "places.mmdb: ") {
		t.Fatalf("a truncated database: changed %t, %v, %v", loaded.Changed, loaded.Refused, err)
	}
	d.edit("example.com.zone", "one", "two") // is not held up by it
	if loaded, err = l.Load(); err != nil || !hasNote(loaded, "two") || loaded.World.Geo != first.World.Geo {
		t.Fatalf("a zone is held up by a bad database: %v", err)
	}
	d.remove("places.mmdb")
	problem := "geosrv.yaml:4:17: geo database places.mmdb cannot be read: no such file or directory (put a City or Country database there, or remove the line)"
	if d.load(l, problem).World.Geo != first.World.Geo {
		t.Error("the database that is gone is not used any more")
	}
	d.put("places.mmdb", places(t, 40, -74))
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
	d.edit("geosrv.yaml", "places.mmdb", "other.mmdb")
	d.edit("geosrv.yaml", "zones: [", "zones: [new.example.zone, ")
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
		if !slices.Contains(files, d.path(want)) {
			t.Errorf("%s is not watched", want)
		}
	}
	d.write("other.mmdb", places(t, 40, -74))
	d.write("new.example.zone", plainZone("new.example", 1))
	if got := apexes(d.load(l)); !slices.Contains(got, "new.example") {
		t.Errorf("zones %q", got)
	}
}

package load

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/server/load/sitedir"
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
	var got []string
	for _, e := range first.World.Roster.Endpoints {
		got = append(got, e.Key())
	}
	if !slices.Equal(got, wantKeys) {
		t.Errorf("endpoints %q, want %q", got, wantKeys)
	}
	var files []string
	for _, f := range first.Files {
		files = append(files, strings.TrimPrefix(f, d.Dir+"/"))
	}
	slices.Sort(files)
	wantFiles := []string{"example.com.zone", "geosrv.yaml", "overrides", "places.mmdb", "plain/example.net.zone", "plain/example.org.db"}
	if !slices.Equal(files, wantFiles) || !slices.Equal(first.Dirs, []string{d.Path("plain")}) {
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
	d.Edit("example.com.zone", "one", "two")
	second := d.load(l)
	if second.Version != 2 || !second.Changed || !hasNote(second, "two") {
		t.Fatalf("version %d, changed %t", second.Version, second.Changed)
	}
	if zoneOf(second, "example.net") != zoneOf(first, "example.net") || second.World.Geo != first.World.Geo {
		t.Error("an unchanged zone or the geo table was made anew")
	}
	d.Edit("example.com.zone", "two", "one")
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
	d.OK(os.Chtimes(d.Path("example.com.zone"), old, old))
	d.Put("places.mmdb", sitedir.Places(t, 52, 5))
	if d.load(l).Changed {
		t.Error("the same content is a change")
	}
	d.Put("example.com.zone", strings.Replace(siteZone, "one", "two", 1))
	d.OK(os.Chtimes(d.Path("example.com.zone"), old, old))
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
	info, err := os.Stat(d.Path("example.com.zone"))
	d.OK(err)
	d.Edit("example.com.zone", "one", "two")
	d.OK(os.Chtimes(d.Path("example.com.zone"), info.ModTime(), info.ModTime()))
	if !hasNote(d.load(l), "two") {
		t.Error("the change was not seen")
	}
}

func TestLoadOverrides(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	first := d.load(l)
	d.Write("overrides", "drain pool:ams\n")
	second := d.load(l)
	if !second.Changed || second.World != first.World || second.Version != 1 || len(second.Ledger.Entries) != 1 {
		t.Errorf("changed %t, version %d, %d entries", second.Changed, second.Version, len(second.Ledger.Entries))
	}
	d.Write("overrides", "drain it\n")
	third := d.load(l, `overrides:1: "it" does not say what it is (site:, pool:, server:, addr: or role:)`)
	if third.Changed || third.Ledger != second.Ledger {
		t.Error("a bad overrides file changed something")
	}
	d.Remove("overrides")
	if got := d.load(l, "overrides: the overrides cannot be read: no such file or directory (make the file; it may be empty)"); got.Ledger != second.Ledger {
		t.Error("what was said is forgotten because the file is gone")
	}
	d.Write("overrides", "")
	if got := d.load(l); len(got.Ledger.Entries) != 0 || !got.Changed {
		t.Error("an empty file did not take back what was said")
	}
}

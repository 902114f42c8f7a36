package server

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"

	"geosrv/server/shelf"
)

// copiesOf are the files of the folder of copies, by name.
func copiesOf(d *disk) (names []string) {
	entries, err := os.ReadDir(d.path("state/kept"))
	d.ok(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// kept is what a shelf kept in a state folder.
func (d *disk) kept(dir string) (list *shelf.List, texts [][]byte) {
	d.Helper()
	list, texts = shelf.New(quietLog(), func() string { return "" }).TakeUp(d.path(dir), []string{d.path("geosrv.yaml")})
	if list == nil {
		d.Fatalf("nothing of ours is kept in %s", dir)
	}
	return list, texts
}

// What was accepted is kept, for nobody else to read, and nothing beside it.
func TestKept(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.edit("example.com.zone", "one", "two")
	r.ok(r.Reload())
	r.Close()
	list, texts := d.kept("state")
	kinds := map[string]int{}
	for i, f := range list.Files {
		kinds[f.Kind]++
		if texts[i] == nil || !filepath.IsAbs(f.Path) {
			t.Errorf("%s: %d octets", f.Path, len(texts[i]))
		}
	}
	if got := fmt.Sprint(kinds); got != "map[config:1 cookies:1 geo:1 overrides:1 zone:14]" {
		t.Error(got)
	}
	if n := len(copiesOf(d)); n != 18+1+1 {
		t.Errorf("%d files are there for 18 copies, a decoded database and a list: %q", n, copiesOf(d))
	}
	d.ok(filepath.WalkDir(d.path("state/kept"), func(path string, e fs.DirEntry, err error) error {
		d.ok(err)
		if info, err := e.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return nil
	}))
	d.edit("example.com.zone", "SOA", "SAO")
	r, err = d.start(t)
	d.ok(err)
	r.want("note.example.com", dns.TypeTXT, "", `"two"`)
	for range 2 { // each order tells again what is wrong
		if err := r.Reload(); err == nil || !strings.Contains(err.Error(), "example.com.zone:3:") {
			t.Errorf("%v", err)
		}
	}
	if n := strings.Count(r.log.String(), "example.com.zone:3:"); n != 3 {
		t.Errorf("logged %d times, want 3", n)
	}
	d.edit("example.com.zone", "SAO", "SOA")
	r.ok(r.Reload())
	if !strings.Contains(r.log.String(), "all files are good again") {
		t.Error("nobody is told that it is mended")
	}
}

// Whatever becomes of the copies, a server whose files are good starts, and one whose
// file is bad serves the copy or does not start: never half of it.
func TestKeptDamaged(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.Close()
	whole := map[string]string{}
	for _, name := range copiesOf(d) {
		text, err := os.ReadFile(d.path("state/kept/" + name))
		d.ok(err)
		whole[name] = string(text)
	}
	names := copiesOf(d)
	rapid.Check(t, func(rt *rapid.T) {
		for name, text := range whole {
			d.write("state/kept/"+name, text)
		}
		name := rapid.SampledFrom(names).Draw(rt, "file")
		text := []byte(whole[name])
		switch rapid.SampledFrom([]string{"flip", "cut", "gone"}).Draw(rt, "how") {
		case "flip":
			if len(text) > 0 {
				text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			}
			d.write("state/kept/"+name, string(text))
		case "cut":
			d.write("state/kept/"+name, string(text[:rapid.IntRange(0, len(text)).Draw(rt, "length")]))
		default:
			d.remove("state/kept/" + name)
		}
		l := NewLoader(quietLog(), d.path("geosrv.yaml"))
		loaded, _, err := l.resume(d.path("state"), shelf.New(quietLog(), func() string { return "" }), false)
		if err != nil || loaded.Refused != nil || len(loaded.World.Roster.Sources) != 14 {
			rt.Fatalf("good files are not loaded: %v, %v", err, loaded)
		}
	})
}

// Two servers that are given the same name in other folders have nothing in common.
func TestKeptOfOthers(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.Close()
	other := faultDisk(t)
	other.remove("big.example.zone")
	l := NewLoader(quietLog(), other.path("geosrv.yaml"))
	if _, _, err := l.resume(d.path("state"), shelf.New(quietLog(), func() string { return "" }), false); err == nil {
		t.Error("it starts from what another server kept")
	}
}

// The state moves, and the copies with it.
func TestShelfMoves(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.Close()
	r, err = d.start(t) // it holds no text any more
	d.ok(err)
	d.edit("geosrv.yaml", "state: state\n", "state: elsewhere\n")
	r.ok(r.Reload())
	r.Close()
	if list, _ := d.kept("elsewhere"); len(list.Files) != 18 {
		t.Errorf("%v", list)
	}
}

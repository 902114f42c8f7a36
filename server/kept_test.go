package server

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"

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
		text := texts[i]
		if f.Kind == shelf.Geo { // is read by whoever has to decode it
			text, err = os.ReadFile(d.path("state/kept/" + f.Sum))
			d.ok(err)
		}
		if fmt.Sprintf("%x", sha256.Sum256(text)) != f.Sum || !filepath.IsAbs(f.Path) {
			t.Errorf("%s: %d octets", f.Path, len(text))
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

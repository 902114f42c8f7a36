package server

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"
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

// What was accepted is kept, for nobody else to read, and nothing beside it.
func TestKept(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.edit("example.com.zone", "one", "two")
	r.ok(r.Reload())
	r.Close()
	list, err := readKept(d.path("state"))
	d.ok(err)
	kinds := map[string]int{}
	for i := range list.Files {
		f := &list.Files[i]
		kinds[f.Kind]++
		if _, err := readCopy(d.path("state"), f); err != nil || !filepath.IsAbs(f.Path) {
			t.Errorf("%s: %v", f.Path, err)
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
		loaded, _, err := l.resume(d.path("state"), newShelf(quietLog(), func() string { return "" }), false)
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
	if _, _, err := l.resume(d.path("state"), newShelf(quietLog(), func() string { return "" }), false); err == nil {
		t.Error("it starts from what another server kept")
	}
}

// A folder that cannot be written to is said once, and is tried again.
func TestShelfCannotWrite(t *testing.T) {
	d := &disk{t, t.TempDir()}
	log := &journalText{}
	s := newShelf(textLog(log), func() string { return d.path("state") })
	d.write("state", "a file")
	text := []byte("x\n")
	list := func() *keptList {
		return &keptList{Files: []kept{{Kind: keptZone, Path: "/nowhere", Sum: sumOf(sha256.Sum256(text)), Size: 2, text: text}}}
	}
	s.keep(list())
	s.write()
	s.write()
	if n := strings.Count(log.String(), "copies of the files cannot be kept"); n != 1 {
		t.Errorf("said %d times:\n%s", n, log)
	}
	d.remove("state")
	s.write()
	if got, err := readKept(d.path("state")); err != nil || len(got.Files) != 1 || !strings.Contains(log.String(), "copies of the files are kept again") {
		t.Errorf("%v, %v\n%s", got, err, log)
	}
}

// Of what is too large the largest is left out.
func TestKeptBound(t *testing.T) {
	l := &keptList{Files: []kept{{Path: "a", Size: 5}, {Path: "b", Size: 50}, {Path: "c", Size: 7}}}
	if left := l.bound(12); len(left) != 1 || left[0].Path != "b" || len(l.Files) != 2 {
		t.Errorf("%v left out of %v", left, l.Files)
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
	list, err := readKept(d.path("elsewhere"))
	if err != nil || len(list.Files) != 18 {
		t.Errorf("%v, %v", list, err)
	}
}

// A folder that somebody chose may have files of his: nothing is taken away that is no
// copy of ours.
func TestKeptLeavesFilesOfOthers(t *testing.T) {
	d := &disk{t, t.TempDir()}
	old := strings.Repeat("0a", sha256.Size)
	ours := []string{old, "." + old + ".new", old + ".geo", "." + old + ".geo.new"}
	others := []string{"letters.txt", ".profile", "deadbeef", "deadbeef.geo", ".note.new", strings.ToUpper(old)}
	d.ok(os.MkdirAll(d.path("state/kept"), 0o700))
	for _, name := range append(ours, others...) {
		d.write("state/kept/"+name, "x")
	}
	d.ok(writeKept(d.path("state"), &keptList{}))
	for _, name := range others {
		if _, err := os.Stat(d.path("state/kept/" + name)); err != nil {
			t.Error(err)
		}
	}
	for _, name := range ours {
		if _, err := os.Stat(d.path("state/kept/" + name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

// A link in the place where a file is written leads nobody to another file.
func TestPutFileFollowsNoLink(t *testing.T) {
	d := &disk{t, t.TempDir()}
	d.write("precious", "mine")
	d.ok(os.Symlink(d.path("precious"), d.path(".state.new")))
	d.ok(putFile(d.dir, "state", []byte("text")))
	if text, err := os.ReadFile(d.path("precious")); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := os.ReadFile(d.path("state")); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
}

// A list that lies about a size, or names what is no file, has nobody take memory for
// it, or wait.
func TestKeptSizeOfAnother(t *testing.T) {
	d := &disk{t, t.TempDir()}
	sum := strings.Repeat("0a", sha256.Size)
	d.ok(os.MkdirAll(d.path("kept"), 0o700))
	d.write("kept/"+sum, "x")
	for name, size := range map[string]int64{"too large": maxKept, "too small": 0} {
		if _, err := readCopy(d.dir, &kept{Sum: sum, Size: size}); !errors.Is(err, errBadCopy) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.remove("kept/" + sum)
	d.ok(os.Symlink("/dev/zero", d.path("kept/"+sum)))
	if _, err := readCopy(d.dir, &kept{Sum: sum, Size: 9}); !errors.Is(err, errBadCopy) {
		t.Errorf("a link: %v", err)
	}
}

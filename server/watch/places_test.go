package watch

import (
	"os"
	"path/filepath"
	"testing"
)

// folder is a temporary folder by its real path.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

// wantConcerns says which names of a directory must count, and which not.
func wantConcerns(t *testing.T, p places, dir string, yes, no []string) {
	t.Helper()
	at, ok := p[dir]
	if !ok {
		t.Fatalf("%s is not watched", dir)
	}
	for _, name := range yes {
		if !at.concerns(name) {
			t.Errorf("%s in %s does not count", name, dir)
		}
	}
	for _, name := range no {
		if at.concerns(name) {
			t.Errorf("%s in %s counts", name, dir)
		}
	}
}

func TestFindFile(t *testing.T) {
	dir := folder(t)
	p := find([]string{filepath.Join(dir, "a.zone")}, nil)
	wantConcerns(t, p, dir, []string{"a.zone"}, []string{"b.zone", "a.zone~", ".a.zone.swp"})
}

func TestFindFolder(t *testing.T) {
	dir := folder(t)
	p := find(nil, []string{dir})
	wantConcerns(t, p, dir, []string{"a.zone", "b.db", "..data"}, []string{".a.zone.swp", "a.zone~"})
	wantConcerns(t, p, filepath.Dir(dir), []string{filepath.Base(dir)}, []string{"other"})
}

// Kubernetes keeps x.zone -> ..data/x.zone and ..data -> ..2026.
func TestFindLinks(t *testing.T) {
	dir := folder(t)
	write(t, filepath.Join(dir, "..2026", "x.zone"), "x")
	must(t, os.Symlink("..2026", filepath.Join(dir, "..data")))
	must(t, os.Symlink("..data/x.zone", filepath.Join(dir, "x.zone")))
	p := find([]string{filepath.Join(dir, "x.zone")}, nil)
	wantConcerns(t, p, dir, []string{"x.zone", "..data"}, []string{"y.zone"})
	wantConcerns(t, p, filepath.Join(dir, "..2026"), []string{"x.zone"}, nil)
	if _, ok := p[filepath.Join(dir, "..data")]; ok {
		t.Error("a directory is watched under the name of a link: the kernel knows it by one name")
	}
}

func TestFindWhatIsNotThere(t *testing.T) {
	dir := folder(t)
	p := find([]string{filepath.Join(dir, "zones", "deep", "x.zone")}, []string{filepath.Join(dir, "folder")})
	wantConcerns(t, p, dir, []string{"zones", "folder"}, []string{"x.zone"})
}

func TestFindCircleOfLinks(t *testing.T) {
	dir := folder(t)
	must(t, os.Symlink("b", filepath.Join(dir, "a")))
	must(t, os.Symlink("a", filepath.Join(dir, "b")))
	p := find([]string{filepath.Join(dir, "a", "x.zone"), filepath.Join(dir, "b")}, nil)
	wantConcerns(t, p, dir, []string{"a", "b"}, []string{"c"})
}

func TestFindDirectoryLink(t *testing.T) {
	dir := folder(t)
	write(t, filepath.Join(dir, "real", "x.zone"), "x")
	must(t, os.Symlink(filepath.Join(dir, "real"), filepath.Join(dir, "link")))
	p := find([]string{filepath.Join(dir, "link", "x.zone")}, []string{filepath.Join(dir, "link")})
	wantConcerns(t, p, filepath.Join(dir, "real"), []string{"x.zone", "new.zone"}, nil)
	wantConcerns(t, p, dir, []string{"link", "real"}, nil)
}

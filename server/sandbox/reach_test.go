package sandbox

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// tree makes files and folders (which end with a slash) in a new folder.
func tree(t *testing.T, paths ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		full := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if p[len(p)-1] == '/' {
			err = os.MkdirAll(full, 0o755)
		} else {
			err = os.WriteFile(full, []byte("text"), 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFolders(t *testing.T) {
	dir := tree(t, "etc/geosrv.yaml", "zones/a.zone", "run/", "store/real.zone", "releases/42/a.zone")
	at := func(p string) string { return filepath.Join(dir, p) }
	if err := os.Symlink("../store/real.zone", at("zones/linked.zone")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("42", at("releases/current")); err != nil {
		t.Fatal(err)
	}
	r := NewReach(
		Need{at("releases/current"), Read},
		Need{at("etc/geosrv.yaml"), Read}, Need{at("zones/*.zone"), Read}, Need{at("zones/linked.zone"), Read},
		Need{at("run/control.sock"), Write}, Need{at("missing/x"), Read})
	if got, want := r.Folders(Read), []string{at("etc"), at("releases"), at("releases/42"), at("store"), at("zones")}; !slices.Equal(got, want) {
		t.Errorf("reads %v, want %v", got, want)
	}
	if got, want := r.Folders(Write), []string{at("run")}; !slices.Equal(got, want) {
		t.Errorf("writes %v, want %v", got, want)
	}
	for _, c := range []struct {
		need Need
		want string
	}{
		{Need{at("etc/other.yaml"), Read}, ""},
		{Need{at("etc/below/other.yaml"), Read}, ""},
		{Need{at("zones"), Read}, ""},
		{Need{at("run/other.sock"), Write}, ""},
		{Need{at("run/other.sock"), Read}, ""},
		{Need{at("etc/geosrv.yaml"), Write}, at("etc")},
		{Need{at("etc/geosrv.yaml"), Run}, at("etc")},
		{Need{at("etcetera/x"), Read}, at("etcetera")},
		{Need{at("missing/x"), Read}, at("missing")},
		{Need{"/usr/bin/true", Run}, "/usr/bin"}, // nothing is run at all
	} {
		if got := r.Lacks(c.need); got != c.want {
			t.Errorf("%v lacks %q, want %q", c.need, got, c.want)
		}
	}
	runs := NewReach(Need{at("etc/geosrv.yaml"), Run})
	if got := runs.Lacks(Need{"/usr/bin/true", Run}); got != "" {
		t.Errorf("whoever runs a program may run the system's: lacks %q", got)
	}
}

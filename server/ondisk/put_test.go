package ondisk

import (
	"os"
	"path/filepath"
	"testing"
)

// A link in the place where a file is written leads nobody to another file.
func TestPutFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(os.WriteFile(path("precious"), []byte("mine"), 0o600))
	ok(os.Symlink(path("precious"), path(".state.new")))
	ok(Put(dir, "state", []byte("text")))
	if text, err := os.ReadFile(path("precious")); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := os.ReadFile(path("state")); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
}

// The name of a file that a crash left half-written is known, and no other one.
func TestUnmade(t *testing.T) {
	for name, want := range map[string]string{".list.new": "list", "list": "list", ".list": ".list", "list.new": "list.new", ".profile": ".profile"} {
		if got := Unmade(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

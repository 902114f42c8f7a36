package control

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

func TestNamesIn(t *testing.T) {
	text := "root:x:0:0:root:/root:/bin/sh\n# ghost:x:7:7::/:/bin/sh\n\nanna:x:1000:1000:Anna:/home/anna:/bin/sh\nben:x:1000:1000::/:/bin/sh\n" +
		"+::::::\n-eve:x:1001:1001::/:/bin/sh\nbad\nbad:x:-5:0::/:\nbad:x:99999999999:0::/:\n:x:8:8::/:\nlast:x:65534:0::/:"
	if got, want := namesIn(text), map[int]string{0: "root", 1000: "anna", 65534: "last"}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestUsers: a file that another takes the place of is read again, and one that cannot be
// read leaves the names as they were.
func TestUsers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passwd")
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(path+"+", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+"+", path); err != nil {
			t.Fatal(err)
		}
	}
	put("anna:x:1000:1000::/:\n")
	u := usersOf(path)
	expect := func(what string, names ...string) {
		t.Helper()
		for i, want := range names {
			if got := (Peer{Known: true, UID: 1000 + i, Name: u.name(1000 + i)}).User(); got != want {
				t.Errorf("%s: user %d is %q, want %q", what, 1000+i, got, want)
			}
		}
	}
	expect("at the start", "anna", "1001")
	put("anna:x:1000:1000::/:\nben:x:1001:1001::/:\n")
	expect("after useradd", "anna", "ben")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	expect("without a file", "anna", "ben")
	if err := os.Mkdir(path, 0o755); err != nil { // which nobody can read as a file, not even root
		t.Fatal(err)
	}
	expect("with a file that cannot be read", "anna", "ben")
	if got := (*Users)(nil).name(0); got != "" {
		t.Errorf("nobody is %q", got)
	}
}

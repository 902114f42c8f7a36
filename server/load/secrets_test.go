package load

import (
	"slices"
	"testing"
)

// The first load wants the file; after that its last good content stays.
func TestSecretsLastGood(t *testing.T) {
	missing := "geosrv.yaml:2:20: cookie secrets cookies cannot be read: no such file or directory " +
		"(write one line of 32 random hex digits there: openssl rand -hex 16)"
	d := newDisk(t)
	d.Edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncookies: {secrets: cookies}\n")
	l := d.loader()
	d.refused(l.Load, missing)
	d.Write("cookies", "e5e973e5a6b2a43f48e7dc849e37bfcf\n")
	first := d.load(l)
	if first.Secrets.Len() != 1 || !slices.Contains(first.Files, d.Path("cookies")) {
		t.Fatalf("%v, watched %q", first.Secrets, first.Files)
	}
	if again := d.load(l); again.Changed || again.Secrets != first.Secrets {
		t.Error("a load of the same file changed something")
	}
	d.Write("cookies", "445536bcd2513298075a5d379663c962\ne5e973e5a6b2a43f48e7dc849e37bfcf\n")
	second := d.load(l)
	if !second.Changed || second.Secrets.Len() != 2 || second.World != first.World || second.Version != first.Version {
		t.Errorf("changed %t, %v; the world must stay as it is", second.Changed, second.Secrets)
	}
	for _, c := range []struct{ text, problem string }{
		{"oops\n", "cookies:1:1: not a hex digit (a line is one secret of 32 hex digits)"},
		{"", "cookies:1:1: no secret (write one line of 32 random hex digits: openssl rand -hex 16)"},
	} {
		d.Write("cookies", c.text)
		if bad := d.load(l, c.problem); bad.Changed || bad.Secrets != second.Secrets {
			t.Errorf("%q: the last good secrets are not used any more", c.text)
		}
	}
	d.Remove("cookies")
	if gone := d.load(l, missing); gone.Secrets != second.Secrets {
		t.Error("the last good secrets went with their file")
	}
	d.Edit("example.com.zone", "one", "two")
	if held := d.load(l, missing); !hasNote(held, "two") || held.Secrets != second.Secrets {
		t.Error("a zone is held up by bad secrets")
	}
	d.Edit("geosrv.yaml", "cookies: {secrets: cookies}\n", "")
	if without := d.load(l); !without.Changed || without.Secrets != nil {
		t.Error("secrets that no line names any more are used")
	}
}

package load

import (
	"crypto/sha256"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/server/load/sitedir"
	"geosrv/server/ondisk"
)

// TestProves: by a look at the content, or at the stamp of a file that was read before;
// what proves nothing changes nothing.
func TestProves(t *testing.T) {
	d := &disk{sitedir.Empty(t)}
	one, two := ondisk.Sum([]byte("one\n")), ondisk.Sum([]byte("two\n"))
	s := &seen{path: d.Path("f")}
	for _, step := range []struct {
		name string
		do   func()
		sum  [sha256.Size]byte
		want bool
	}{
		{"no file", func() {}, one, false},
		{"no file, and no sum", func() {}, [sha256.Size]byte{}, false},
		{"another content", func() { d.Write("f", "two\n") }, one, false},
		{"the content", func() { d.Write("f", "one\n") }, one, true},
		{"old enough that the stamp will do", func() { s.fresh = false }, one, true},
		{"the stamp of another content", func() {}, two, false},
		{"changed since", func() { d.Put("f", "two\n") }, two, true},
		{"too long", func() { d.Put("f", "two\ntwo\ntwo\n") }, two, false},
	} {
		step.do()
		before := *s
		if got := s.proves(10, step.sum); got != step.want {
			t.Errorf("%s: %t, want %t", step.name, got, step.want)
		}
		switch {
		case !step.want && *s != before:
			t.Errorf("%s: it knows other things than before", step.name)
		case step.want && (s.sum != step.sum || !s.ends || s.stamp == stamp{}):
			t.Errorf("%s: it knows %+v", step.name, *s)
		}
	}
}

func TestSeen(t *testing.T) {
	d := &disk{sitedir.Empty(t)}
	s := &seen{path: d.Path("f")}
	for _, step := range []struct {
		name    string
		do      func()
		changed bool
		text    string
		err     string
	}{
		{"not there", func() {}, true, "", "no such file or directory"},
		{"still not there", func() {}, false, "", "no such file or directory"},
		{"there", func() { d.Write("f", "one") }, true, "one", ""},
		{"the same", func() {}, false, "", ""},
		{"other content of the same size", func() { d.Write("f", "two") }, true, "two", ""},
		{"touched", func() { d.OK(os.Chtimes(s.path, time.Unix(9, 0), time.Unix(9, 0))) }, false, "", ""},
		{"another file with the same content", func() { d.Put("f", "two") }, false, "", ""},
		{"empty", func() { d.Write("f", "") }, true, "", ""},
		{"too long", func() { d.Write("f", strings.Repeat("x", 11)) }, true, "", "it has 11 octets, more than 10"},
		{"as long as may be", func() { d.Write("f", strings.Repeat("x", 10)) }, true, "xxxxxxxxxx", ""},
		{"a folder", func() { d.Remove("f"); d.OK(os.Mkdir(s.path, 0o755)) }, true, "", "it is not a regular file"},
		{"a pipe that nobody writes to", func() { d.Remove("f"); d.OK(syscall.Mkfifo(s.path, 0o644)) }, false, "", "it is not a regular file"},
		{"there again", func() { d.Remove("f"); d.Write("f", "two") }, true, "two", ""},
	} {
		step.do()
		text, changed := s.read(10)
		if changed != step.changed || string(text) != step.text {
			t.Errorf("%s: changed %t, %q; want %t, %q", step.name, changed, text, step.changed, step.text)
		}
		if got := ""; s.err != nil || step.err != "" {
			if s.err != nil {
				got = s.err.Error()
			}
			if got != step.err {
				t.Errorf("%s: error %q, want %q", step.name, got, step.err)
			}
		}
	}
}

// A file that was left alone is not opened to see that it did not change.
func TestSeenTrustsAnOldStamp(t *testing.T) {
	d := &disk{sitedir.Empty(t)}
	d.Write("f", "one")
	s := &seen{path: d.Path("f")}
	s.read(10)
	if !s.fresh {
		t.Fatal("a file that was just written is trusted")
	}
	s.fresh = false // as if it had been read later
	s.sum[0]++
	if _, changed := s.read(10); changed {
		t.Error("the file was read again")
	}
}

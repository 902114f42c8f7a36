package server

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSeen(t *testing.T) {
	d := &disk{t, t.TempDir()}
	s := &seen{path: d.path("f")}
	for _, step := range []struct {
		name    string
		do      func()
		changed bool
		text    string
		err     string
	}{
		{"not there", func() {}, true, "", "no such file or directory"},
		{"still not there", func() {}, false, "", "no such file or directory"},
		{"there", func() { d.write("f", "one") }, true, "one", ""},
		{"the same", func() {}, false, "", ""},
		{"other content of the same size", func() { d.write("f", "two") }, true, "two", ""},
		{"touched", func() { d.ok(os.Chtimes(s.path, time.Unix(9, 0), time.Unix(9, 0))) }, false, "", ""},
		{"another file with the same content", func() { d.put("f", "two") }, false, "", ""},
		{"empty", func() { d.write("f", "") }, true, "", ""},
		{"too long", func() { d.write("f", strings.Repeat("x", 11)) }, true, "", "it has 11 octets, more than 10"},
		{"as long as may be", func() { d.write("f", strings.Repeat("x", 10)) }, true, "xxxxxxxxxx", ""},
		{"a folder", func() { d.remove("f"); d.ok(os.Mkdir(s.path, 0o755)) }, true, "", "it is not a regular file"},
		{"a pipe that nobody writes to", func() { d.remove("f"); d.ok(syscall.Mkfifo(s.path, 0o644)) }, false, "", "it is not a regular file"},
		{"there again", func() { d.remove("f"); d.write("f", "two") }, true, "two", ""},
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
	d := &disk{t, t.TempDir()}
	d.write("f", "one")
	s := &seen{path: d.path("f")}
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

func TestListed(t *testing.T) {
	var many []string
	for range maxKeys + 2 {
		many = append(many, "k")
	}
	if got, want := listed(many), strings.Repeat("k; ", maxKeys)+"and 2 more"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := listed([]string{"tcp/tcp 192.0.2.1:80", "b"}); got != "tcp/tcp 192.0.2.1:80; b" {
		t.Errorf("got %q", got)
	}
}

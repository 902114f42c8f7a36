package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgress shows both forms: a bar that goes back to its start on a
// terminal, a line now and then elsewhere.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "reading")
		p.report(1<<20, 4<<20)
		time.Sleep(5 * time.Second)
		p.report(1<<20, 4<<20)
		p.report(2<<20, 4<<20)
		time.Sleep(5 * time.Second)
		p.report(3<<20, 0)
		p.clear()
		if want := "reading 25 % of 4.0 MiB\nreading 3.0 MiB\n"; out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}

		out.Reset()
		p = &progress{w: &out, what: "reading", moves: true, every: time.Second, ending: "\r"}
		p.report(1<<20, 2<<20)
		p.clear()
		if want := "reading [###############...............]  50 % of 2.0 MiB\r\r\x1b[K"; out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	})
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{thousands(0), "0"},
		{thousands(999), "999"},
		{thousands(1000), "1,000"},
		{thousands(1234567), "1,234,567"},
		{thousands(-100), "-100"},
		{thousands(-1000), "-1,000"},
		{size(1023), "1023 B"},
		{size(1536), "1.5 KiB"},
		{size(3 << 20), "3.0 MiB"},
		{count(1, "zone"), "1 zone"},
		{count(2, "zone"), "2 zones"},
		{count(1000, "zone"), "1,000 zones"},
		{short(time.Minute), "1m"},
		{short(90 * time.Second), "1m30s"},
		{short(2 * time.Hour), "2h"},
		{short(5 * time.Second), "5s"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

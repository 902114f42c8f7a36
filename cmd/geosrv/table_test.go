package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/server/control"
)

// TestStatusTable has one status shown with colours and without: the columns stand
// below each other in both, and standing is a word in both.
func TestStatusTable(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	before := func(d time.Duration) *time.Time { t := at.Add(-d); return &t }
	s := &control.Status{
		At: at, Frozen: true,
		Pools: []control.PoolStatus{
			{Name: "ams", Site: "ams", Standing: "up", UsedBy: []control.PoolUse{{Group: "federation", Policy: "one"}, {Group: "access-ams.example.com", Policy: "members"}}},
			{Name: "münchen", Site: "muc", Standing: "silent", StoodDown: []string{"federation"}},
		},
		Groups: []control.GroupStatus{{Name: "federation", Policy: "one", TTL: 20, Answers: []control.PlacesAnswer{{Share: 1, Pools: []string{"ams"}, Why: "chosen"}}}},
		Endpoints: []control.EndpointStatus{
			{Key: "tcp 192.0.2.11:443", Verdict: "up", Reason: "open", Since: before(50 * time.Hour), Probed: before(3 * time.Second), TookMS: 1.26},
			{Key: "tcp 198.51.100.11:443", Verdict: "silent", Reason: "timeout", Since: before(90 * time.Second), Probed: before(0), TookMS: 3000},
			{Key: "tcp 203.0.113.11:443", Verdict: "never"},
		},
	}
	const want = `FROZEN by an operator: verdicts stay as they are (geosrv thaw)
POOL     SITE  STANDS  STOOD DOWN FOR  USED BY
ams      ams   up      -               federation, 1 host name
münchen  muc   silent  federation      -

GROUP       POLICY  TTL  ANSWERS
federation  one     20   ams

ENDPOINT               VERDICT  FOR    LATENCY  LAST PROBE  REASON
tcp 192.0.2.11:443     up       2d2h   1.3 ms   3s ago      open
tcp 198.51.100.11:443  silent   1m30s  3000 ms  0s ago      timeout
tcp 203.0.113.11:443   never    -      -        -           -

nobody said anything that is in force
`
	var plain, coloured bytes.Buffer
	showStatusIn(&plain, s, false, 0)
	if plain.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &plain, want)
	}
	showStatusIn(&coloured, s, true, 0)
	for _, style := range []string{"\x1b[32mup\x1b[0m", "\x1b[1;31msilent\x1b[0m", "\x1b[33mnever\x1b[0m", "\x1b[1;31mFROZEN", "\x1b[1mPOOL\x1b[0m"} {
		if !strings.Contains(coloured.String(), style) {
			t.Errorf("%q is missing in %q", style, &coloured)
		}
	}
	if got := unstyled(coloured.String()); got != want {
		t.Errorf("without its styles\n%s\nwant\n%s", got, want)
	}
}

// unstyled takes the styles out of a text.
func unstyled(text string) string {
	var b strings.Builder
	for i, piece := range strings.Split(text, "\x1b[") {
		if i > 0 {
			_, piece, _ = strings.Cut(piece, "m")
		}
		b.WriteString(piece)
	}
	return b.String()
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		line    string
		columns int
		want    string
	}{
		{"abc", 0, "abc"},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc"},
		{"äöüß", 3, "äöü"},
		{"a\x1b[32mbc\x1b[0md", 2, "a\x1b[32mb\x1b[0m"},
	} {
		if got := cut(c.line, c.columns); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.line, c.columns, got, c.want)
		}
	}
}

// TestScreen writes over what was there, and as much as there is room for.
func TestScreen(t *testing.T) {
	var out bytes.Buffer
	s := &screen{w: &out, moves: true, size: func() (int, int) { return 4, 5 }}
	s.show("one\nlonger\n")
	if got, want := out.String(), "\x1b[2J\x1b[Hone\x1b[K\r\nlonge\x1b[K\r\n\x1b[J"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out.Reset()
	s.size = func() (int, int) { return 4, 80 }
	s.show("1\n2\n3\n4\n5\n")
	if got, want := out.String(), "\x1b[H1\x1b[K\r\n2\x1b[K\r\n... 3 more lines\x1b[K\r\n\x1b[J"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out.Reset()
	s = &screen{w: &out}
	s.show("one\n")
	s.show("two\n")
	if got := out.String(); got != "one\n\ntwo\n" {
		t.Errorf("%q", got)
	}
}

// TestWatchStatus goes on where nobody answers, and ends with the context.
func TestWatchStatus(t *testing.T) {
	out := &logged{}
	root := newRootCommand()
	ctx, end := context.WithCancel(t.Context())
	root.SetArgs([]string{"status", "--watch", "--socket", t.TempDir() + "/nobody"})
	root.SetOut(out)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	out.wait(t, `(UTC: no answer, asking again: .*nobody)`)
	end()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// On a terminal no line is wider than it, and the verdict stays to be seen.
func TestNarrowTable(t *testing.T) {
	table := newTable(false, "ENDPOINT", "VERDICT", "REASON")
	table.add("https/tls 192.0.2.11:443 name=meet.example.com path=/autodiscover/root", "never", "refused connection refused")
	table.add("sip/tls 192.0.2.12:5061 name=sip.example.com", "up", "ok 200 OK")
	table.columns = 60
	var out bytes.Buffer
	table.print(&out)
	const want = `ENDPOINT                      VERDICT  REASON
https/tls 192.0.2.11:443 na…  never    refused connection r…
sip/tls 192.0.2.12:5061 nam…  up       ok 200 OK
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// What is not up is not below the edge of the window.
func TestWorseFirst(t *testing.T) {
	all := []control.EndpointStatus{{Key: "a", Verdict: "up"}, {Key: "b", Verdict: "silent"}, {Key: "c", Verdict: "up"}, {Key: "d", Verdict: "never"}}
	slices.SortStableFunc(all, worseFirst)
	var got string
	for _, e := range all {
		got += e.Key
	}
	if got != "bdac" {
		t.Errorf("got %s, want bdac", got)
	}
}

package main

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// matches reports whether a command printed what a document says. Blanks count
// as one, times are not compared, and a line of three dots stands for any
// lines.
func matches(got, want []string) bool {
	got, want = plain(got), plain(want)
	var pieces [][]string
	for piece := []string(nil); ; piece = nil {
		dots := slices.Index(want, "...")
		if dots < 0 {
			pieces = append(pieces, want)
			break
		}
		piece, want = want[:dots], want[dots+1:]
		pieces = append(pieces, piece)
	}
	if len(pieces) == 1 {
		return slices.Equal(got, pieces[0])
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if len(got) < len(first)+len(last) || !slices.Equal(got[:len(first)], first) || !slices.Equal(got[len(got)-len(last):], last) {
		return false
	}
	got = got[len(first) : len(got)-len(last)]
	for _, piece := range pieces[1 : len(pieces)-1] {
		at := find(got, piece)
		if at < 0 {
			return false
		}
		got = got[at+len(piece):]
	}
	return true
}

// find is where piece stands in lines, or -1.
func find(lines, piece []string) int {
	for i := 0; i+len(piece) <= len(lines); i++ {
		if slices.Equal(lines[i:i+len(piece)], piece) {
			return i
		}
	}
	return -1
}

// plain takes out what differs from run to run: columns and times. Empty lines
// at the end do not count.
func plain(lines []string) []string {
	stamp := regexp.MustCompile(`time=\S+`)
	clock := regexp.MustCompile(`\b(\d{4}-\d\d-\d\dT[\d:]+Z|\d\d:\d\d:\d\d UTC)`)
	took := regexp.MustCompile(`\b\d+\.\d+ s\b`)
	out := make([]string, len(lines))
	for i, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		out[i] = clock.ReplaceAllString(took.ReplaceAllString(stamp.ReplaceAllString(line, "time=T"), "N s"), "T")
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestMatches(t *testing.T) {
	lines := func(s string) []string { return strings.Split(s, "|") }
	for _, c := range []struct {
		got, want string
		is        bool
	}{
		{"a|b", "a|b", true},
		{"a|b", "a", false},
		{"a|b|", "a|b", true},
		{"a  b|took 1.36 s", "a b|took 0.07 s", true},
		{"time=1 x", "time=2 x", true},
		{"time=1 x", "time=2 y", false},
		{"by 03:12:20 UTC; x", "by 17:00:00 UTC; x", true},
		{"1 2026-11-23T17:08:17Z -", "1 2027-01-02T03:04:05Z -", true},
		{"a|b|c|d", "a|...|d", true},
		{"a|b|c|d", "a|...", true},
		{"a|b|c|d", "...|c|...", true},
		{"a|b|c|d", "...|c", false},
		{"a|b|c|d", "a|...|c|b|...", false},
		{"a|b|c|d", "a|...|b|...|d", true},
		{"a", "a|...|a", false},
	} {
		if got := matches(lines(c.got), lines(c.want)); got != c.is {
			t.Errorf("matches(%q, %q) is %v", c.got, c.want, got)
		}
	}
}

package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// A verb of the shelves that does not exist would not be seen; one line must be
// no wider than a terminal.
func TestShelves(t *testing.T) {
	root := newRootCommand()
	for _, s := range shelves() {
		for _, verb := range s.verbs {
			if cmd, _, err := root.Find([]string{verb}); err != nil || cmd == root {
				t.Errorf("%s: there is no verb %s", s.title, verb)
			}
		}
	}
	var out bytes.Buffer
	if code := run(nil, strings.NewReader(""), &out, &out); code != 0 {
		t.Fatalf("code %d", code)
	}
	lines := strings.Split(out.String(), "\n")
	for _, want := range []string{
		"Begin:",
		"  demo         Show a failover with an example zone and simulated edges, nothing to prepare",
		"To read, by geosrv help ...:",
		"  start          From nothing to a name that follows its pools",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
	if i, j := slices.Index(lines, "Begin:"), slices.Index(lines, "Besides:"); i < 0 || j < i || slices.ContainsFunc(lines[j:], func(l string) bool { return strings.HasPrefix(l, "  serve ") }) {
		t.Errorf("a verb stands twice:\n%s", out.String())
	}
	for _, l := range lines {
		if len(l) > 100 {
			t.Errorf("%d columns: %s", len(l), l)
		}
	}
}

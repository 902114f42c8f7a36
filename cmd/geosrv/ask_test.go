package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"geosrv/server/control"
)

// A line for each thing that changed.
func TestShowReloaded(t *testing.T) {
	var out bytes.Buffer
	showReloaded(&out, &control.Reloaded{Zones: []control.Zone{
		{Name: "a.example", Change: "new", Serial: 1, Names: 1},
		{Name: "b.example", Change: "changed", Before: 1, Serial: 2, Names: 3},
		{Name: "c.example", Change: "changed", Before: 5, Serial: 5, Names: 3},
		{Name: "d.example", Change: "gone", Before: 4},
	}, Others: []string{"configuration", "overrides"}})
	want := `a.example: new, serial 1, 1 name
b.example: serial 1 -> 2, 3 names
c.example: serial 5 as before, 3 names
d.example: gone, serial 4 before
changed: configuration, overrides
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// Only a clear yes is one.
func TestConfirmed(t *testing.T) {
	for text, want := range map[string]bool{
		"y\n": true, "yes\n": true, " YES \n": true, "y": true,
		"": false, "\n": false, "n\n": false, "yess\n": false, "no\ny\n": false,
	} {
		var out bytes.Buffer
		if got := confirmed(strings.NewReader(text), &out, "Move it?"); got != want || out.String() != "Move it? [y/N] " {
			t.Errorf("%q: %v, asked %q", text, got, out.String())
		}
	}
}

// Nobody can be asked but at a terminal.
func TestOnTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if onTerminal(strings.NewReader("y")) || onTerminal(null) {
		t.Error("taken for a terminal")
	}
}

package config

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// Known has every mapping that the richest configuration has.
func TestKnown(t *testing.T) {
	known, err := Known()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(known["a site"], " "); got != "at country" {
		t.Errorf("keys of a site: %s", got)
	}
	text, err := os.ReadFile("testdata/good/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{known: map[string][]string{}}
	r.read([]Text{{"everything.yaml", text}})
	for _, what := range slices.Sorted(maps.Keys(r.known)) {
		if !slices.Equal(r.known[what], known[what]) {
			t.Errorf("%s: Known has the keys %q, a reader of everything.yaml %q (put one of it into everyMapping)", what, known[what], r.known[what])
		}
	}
}

package server

import (
	"slices"
	"testing"
)

func TestAskersChoose(t *testing.T) {
	list := []rung{{20, 90, 443, "c."}, {10, 5, 443, "a."}, {10, 50, 443, "b."}, {10, 50, 444, "d."}}
	want := map[string][][]string{
		"walker": {{"a.", "b.", "d.", "c."}},
		"first":  {{"a."}, {"b."}, {"d."}},
		"picker": {{"b."}, {"d."}},
		"cached": {{"c."}, {"a."}, {"b."}, {"d."}},
	}
	for _, a := range allAskers() {
		var got [][]string
		for _, way := range a.choices(list) {
			var targets []string
			for _, r := range way {
				targets = append(targets, r.target)
			}
			got = append(got, targets)
		}
		if !slices.EqualFunc(got, want[a.name], slices.Equal[[]string]) {
			t.Errorf("%s chooses %v, want %v", a.name, got, want[a.name])
		}
	}
}

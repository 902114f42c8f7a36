package outlines

import (
	"encoding/json"
	"testing"
)

// TestOutlines draws two neighbours that share a line, and a square across the
// map's sides, which is cut in two.
func TestOutlines(t *testing.T) {
	const text = `{"transform": {"scale": [1, 1], "translate": [0, 0]},
		"arcs": [[[11, 0], [0, 20]], [[11, 20], [-20, 0], [0, -20], [20, 0]], [[11, 0], [20, 0], [0, 20], [-20, 0]],
			[[186, 0], [-350, 0], [0, 20], [350, 0], [0, -20]]],
		"objects": {"countries": {"geometries": [
			{"type": "Polygon", "id": "001", "arcs": [[0, 1]], "properties": {"name": "West"}},
			{"type": "MultiPolygon", "id": "002", "arcs": [[[2, -1]]], "properties": {"name": "East"}},
			{"type": "Polygon", "id": "003", "arcs": [[3]], "properties": {"name": "Strait"}}]}}}`
	var top topology
	if err := json.Unmarshal([]byte(text), &top); err != nil {
		t.Fatal(err)
	}
	got := outlines(&top, map[string]string{"001": "WW", "002": "EE", "003": "SS"})
	want := []string{
		"EE\tEast\tM1000 484l111 0-3-148-108 0z",
		"SS\tStrait\tM0 484l28 0 28-148-27 0zM1972 484l28 0-29-148-27 0z",
		"WW\tWest\tM1000 484l0-148-108 0-3 148z",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("got %q\nwant %q", got, want[i])
		}
	}
}

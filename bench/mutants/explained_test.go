package mutants

import (
	"strings"
	"testing"
)

// TestExplained: an explanation of what is not in the tree any more explains
// nothing.
func TestExplained(t *testing.T) {
	reasons, err := readExplained(explanations)
	if err != nil {
		t.Fatal(err)
	}
	all, err := survey("../..", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range reasons {
		found := false
		for i := range all {
			found = found || e.explains(&all[i])
		}
		if !found {
			t.Errorf("explained.txt:%d: no such change is possible in %s %s any more", e.line, e.file, e.inside)
		}
	}
}

func TestReadExplained(t *testing.T) {
	got, err := readExplained("# all\n\na.go f\n- if a < b {\n+ if a <= b {\nEqual ones\n# not this\nare alike.\n\nb.go\n- c\n+ d\nWhy.")
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	if want := (explanation{3, "a.go", "f", "if a < b {", "if a <= b {", "Equal ones are alike."}); got[0] != want {
		t.Errorf("%+v, want %+v", got[0], want)
	}
	p := place{File: "a.go", Func: "f", Before: "if a < b {", After: "if a <= b {"}
	if why(got, &p) == "" {
		t.Error("the place is not explained")
	}
	if p.After = "if a >= b {"; why(got, &p) != "" {
		t.Error("another change is explained")
	}
	if _, err := readExplained("a.go f\n- a\n+ b\n"); err == nil || !strings.Contains(err.Error(), "explained.txt:1:") {
		t.Errorf("a block without a reason: %v", err)
	}
}

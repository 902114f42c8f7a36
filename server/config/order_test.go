package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The order of a mapping, and in which of two files an object stands, mean
// nothing.
func TestOrderOfMappingsMeansNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-w][a-z0-9]{0,5}`), 2, 8, rapid.ID[string]).Draw(t, "names")
		text := func(names []string) string {
			var sites, pools strings.Builder
			for _, n := range names {
				fmt.Fprintf(&sites, "  %s: {at: [%d, %d]}\n", n, len(n), n[0]%90)
				fmt.Fprintf(&pools, "  p%s: {site: %s, names: [%s.example]}\n", n, n, n)
			}
			return "sites:\n" + sites.String() + "pools:\n" + pools.String()
		}
		a, err := Parse("a.yaml", []byte(text(names)))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse("a.yaml", []byte(text(rapid.Permutation(names).Draw(t, "permuted"))))
		if err != nil {
			t.Fatal(err)
		}
		cut := rapid.IntRange(1, len(names)-1).Draw(t, "cut")
		r := &reader{}
		c := r.read([]Text{{"a.yaml", []byte(text(names[:cut]))}, {"b.yaml", []byte(text(names[cut:]))}})
		if err := r.err(); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(placeless(a), placeless(b)) || !reflect.DeepEqual(placeless(a), placeless(c)) {
			t.Fatalf("differ:\n%s\n%s\n%s", Show(a), Show(b), Show(c))
		}
	})
}

func TestHint(t *testing.T) {
	known := []string{"policy", "by", "takeover", "failback", "ladder", "nearest", "ams", "nyc"}
	for word, want := range map[string]string{
		"polcy":      `did you mean "policy"?`,
		"plocy":      "", // two swaps; five letters may have one
		"fallback":   `did you mean "failback"?`,
		"takover":    `did you mean "takeover"?`,
		"Takeover":   `did you mean "takeover"?`,
		"asm":        `did you mean "ams"?`,
		"b":          `did you mean "by"?`,
		"sin":        "",
		"completely": "",
		"":           "",
	} {
		if got := Hint(word, known); got != want {
			t.Errorf("Hint(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"abc", "abc", 0},
		{"abc", "acb", 1},
		{"abc", "abd", 1},
		{"abc", "xabc", 1},
		{"kitten", "sitting", 3},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

package lint

import (
	"slices"
	"strings"
	"testing"

	"geosrv/server/config"
)

// TestRules: every code that can be silenced is explained, and the other way
// round.
func TestRules(t *testing.T) {
	var codes []string
	for _, r := range Rules() {
		codes = append(codes, r.Code)
		if r.Title == "" || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: the title is %q", r.Code, r.Title)
		}
		var parts []string
		for line := range strings.Lines(r.Text) {
			if len(strings.TrimSuffix(line, "\n")) > 81 {
				t.Errorf("%s: a line of %d letters: %s", r.Code, len(line), line)
			}
			if part, _, ok := strings.Cut(line, ": "); ok && slices.Contains([]string{"What", "Why", "Mend", "See"}, part) {
				parts = append(parts, part)
			}
		}
		if got := strings.Join(parts, " "); got != "What Why Mend See" {
			t.Errorf("%s: it says %q", r.Code, got)
		}
	}
	if !slices.Equal(codes, config.Codes()) {
		t.Errorf("rules explain\n%s\nand codes are\n%s", strings.Join(codes, "\n"), strings.Join(config.Codes(), "\n"))
	}
}

package server

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"geosrv/server/config"
)

// TestWarningsAreBounded: a load says what is new, and of thousands the first; those
// that were there before are not said again.
func TestWarningsAreBounded(t *testing.T) {
	var all []config.Error
	for i := range 5000 {
		all = append(all, config.Error{Problem: fmt.Sprintf("warning %d", i)})
	}
	for _, c := range []struct {
		before, now []config.Error
		lines       int
		last        string
	}{
		{nil, all[:20], 20, `msg="warning 19"`},
		{nil, all, 21, `msg="more warnings (geosrv check says all)" number=4980`},
		{all[:4999], all, 1, `msg="warning 4999"`},
		{all, all[:7], 0, ""},
	} {
		var log strings.Builder
		warn(slog.New(slog.NewTextHandler(&log, nil)), c.before, c.now)
		lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
		if strings.Count(log.String(), "\n") != c.lines || !strings.HasSuffix(lines[len(lines)-1], c.last) {
			t.Errorf("%d before, %d now: %d lines, the last %s", len(c.before), len(c.now), strings.Count(log.String(), "\n"), lines[len(lines)-1])
		}
	}
}

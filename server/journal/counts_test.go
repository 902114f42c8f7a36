package journal

import (
	"log/slog"
	"testing"
	"time"

	"geosrv/health"
)

// TestCounts: each event and each verdict that moved counts once, also those that
// the history has forgotten; what can be and was not is 0, not missing.
func TestCounts(t *testing.T) {
	j := New(slog.New(slog.DiscardHandler))
	for range kept + 3 {
		j.remember([]Event{{At: time.Unix(1, 0), Kind: KindPool, Pool: "ams", To: "silent", Reason: "silent"}})
	}
	j.remember([]Event{{Kind: KindPool, Pool: "ams", From: "silent", To: "up"}})
	j.Endpoints([]Turn{
		{Key: "a", To: health.Silent, Reason: "sip-503"},
		{Key: "b", To: health.Silent, Reason: "sip-500"},
		{Key: "c", To: health.Silent, Never: true, Reason: "timeout"},
	})
	c := j.Counts()
	for what, want := range map[Counted]uint64{
		{"pool", "silent"}: kept + 3, {"pool", "up"}: 1, {"pool", "stood down"}: 0, {"word", ""}: 0,
	} {
		if got, is := c.Events[what]; !is || got != want {
			t.Errorf("%v: %d, want %d", what, got, want)
		}
	}
	if c.Turns[Counted{"silent", "sip-5xx"}] != 2 || c.Turns[Counted{"never", "timeout"}] != 1 || len(c.Turns) != 2 {
		t.Errorf("turns: %v", c.Turns)
	}
	if c.Dropped != 4 {
		t.Errorf("%d were forgotten, want 4", c.Dropped)
	}
}

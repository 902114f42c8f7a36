package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestSpread(t *testing.T) {
	var samples []time.Duration
	for i := range 200 {
		samples = append(samples, time.Duration(200-i)*time.Millisecond)
	}
	got := spreadOf(samples)
	want := spread{200, 100 * time.Millisecond, 180 * time.Millisecond, 198 * time.Millisecond, 200 * time.Millisecond}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := spreadOf(nil); got != (spread{}) {
		t.Errorf("of nothing: %+v", got)
	}
	one := spreadOf([]time.Duration{1500 * time.Microsecond})
	text, err := json.Marshal(one)
	if want := `{"n":1,"p50_ms":1.5,"p90_ms":1.5,"p99_ms":1.5,"max_ms":1.5}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

func TestBounds(t *testing.T) {
	b := bounds{p50: 10 * time.Millisecond, p99: 20 * time.Millisecond}
	if err := b.check("row", spread{P50: 10 * time.Millisecond, P99: 20 * time.Millisecond}); err != nil {
		t.Errorf("at the bounds: %v", err)
	}
	err := b.check("row", spread{P50: 11 * time.Millisecond, P99: 21 * time.Millisecond})
	want := "row: p50 is 11 ms, more than 10 ms\nrow: p99 is 21 ms, more than 20 ms"
	if err == nil || err.Error() != want {
		t.Errorf("above: %v, want %s", err, want)
	}
	if err := (bounds{}).check("row", spread{P99: time.Hour}); err != nil {
		t.Errorf("no bound: %v", err)
	}
}

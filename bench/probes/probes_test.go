package probes

import (
	"context"
	"encoding/json"
	"io"
	"net/netip"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
)

// TestTown: what lives answers, and a black hole gives no sign at all.
func TestTown(t *testing.T) {
	said, out := io.Pipe()
	in, hold := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- town(in, out) }()
	var p ports
	if err := json.NewDecoder(said).Decode(&p); err != nil {
		t.Fatal(err)
	}
	check := probe.New(probe.Options{})
	for want, port := range map[string]uint16{health.ReasonOK: p.Living, health.ReasonTimeout: p.BlackHole} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		e := health.Endpoint{Check: "tcp", Transport: "tcp", Dial: netip.AddrPortFrom(netip.MustParseAddr("127.1.2.3"), port)}
		if o := check(ctx, e); o.Reason != want {
			t.Errorf("port %d: %s, want %s", port, o.Reason, want)
		}
		cancel()
	}
	hold.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		r    result
		good bool
	}{
		{result{StartWithin: 0.99, Within: 0.99, Cores: 0.3}, true},
		{result{StartWithin: 1, Within: 0.989, Cores: 0.1}, false},
		{result{StartWithin: 0.989, Within: 1, Cores: 0.1}, false},
		{result{StartWithin: 1, Within: 1, Cores: 0.31}, false},
	} {
		if got := c.r.exceeded() == nil; got != c.good {
			t.Errorf("%+v: good %t", c.r, got)
		}
	}
}

func TestQuantile(t *testing.T) {
	var l health.Lag
	l.Counts[0], l.Counts[6], l.Counts[len(l.Counts)-1] = 90, 9, 1
	for q, want := range map[float64]string{0.5: "<= 1ms", 0.95: "<= 100ms", 0.99: "<= 100ms", 0.995: "more"} {
		if got := quantile(l, q); got != want {
			t.Errorf("%g: %s, want %s", q, got, want)
		}
	}
}

func TestStreets(t *testing.T) {
	o := order{endpoints: 600, interval: 10 * time.Second, timeout: time.Second}
	list, keys := o.streets(ports{80, 81}), map[string]bool{}
	for _, e := range list {
		keys[e.Key()] = true
	}
	if len(keys) != 600 || list[0].Addr.String() != "127.1.0.0:80" || list[599].Addr.String() != "127.1.2.87:81" {
		t.Errorf("%d keys, from %s to %s", len(keys), list[0].Addr, list[599].Addr)
	}
	if list[0].Timing.DownInterval != 30*time.Second {
		t.Errorf("%+v", list[0].Timing)
	}
}

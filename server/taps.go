package server

import (
	"log/slog"
	"sync"

	"geosrv/server/config"
	"geosrv/server/dnstap"
	"geosrv/server/metrics"
)

// taps is dnstap over time: the tap of the desk moves when the configuration says
// so. Make it with newTaps; it must not be copied. Safe for concurrent use.
type taps struct {
	desk    *desk
	log     *slog.Logger
	version string
	rings   int

	mu      sync.Mutex
	gone    metrics.Tapped // of taps that were closed
	closing sync.WaitGroup
}

func newTaps(d *desk, log *slog.Logger, version string, workers int) *taps {
	return &taps{desk: d, log: log, version: "geosrv " + version, rings: workers}
}

// set goes where a configuration says.
func (t *taps) set(c *config.Config) {
	t.mu.Lock()
	defer t.mu.Unlock()
	want := dnstap.Options{
		Socket: c.Dnstap.Socket, Sample: c.Dnstap.Sample, Identity: c.NSID, Version: t.version, Rings: t.rings, Log: t.log,
	}
	before := t.desk.tap.Load()
	switch {
	case before == nil && want.Socket == "" || before != nil && before.Options() == want:
		return
	case want.Socket == "":
		t.desk.tell(nil)
	default:
		t.desk.tell(dnstap.New(want))
	}
	t.end(before)
}

// end closes a tap behind, and keeps what it counted. The caller holds mu.
func (t *taps) end(before *dnstap.Tap) {
	if before == nil {
		return
	}
	t.closing.Go(func() {
		before.Close()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.gone.Sent += before.Sent()
		t.gone.Dropped += before.Dropped()
	})
}

// counted is what was sent and dropped since the start.
func (t *taps) counted() metrics.Tapped {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := t.gone
	if now := t.desk.tap.Load(); now != nil {
		sum.Sent += now.Sent()
		sum.Dropped += now.Dropped()
	}
	return sum
}

// close ends dnstap, and returns when what waited is sent, or nobody takes it.
func (t *taps) close() {
	t.mu.Lock()
	t.end(t.desk.tell(nil))
	t.mu.Unlock()
	t.closing.Wait()
}

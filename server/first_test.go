package server

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"geosrv/server/load"
)

// stuck is the log of a loader that reads for as long as we like: its last word is not
// heard before then.
type stuck struct {
	slog.Handler
	until <-chan struct{}
}

func (h stuck) Enabled(context.Context, slog.Level) bool { return true }

func (h stuck) Handle(context.Context, slog.Record) error {
	<-h.until
	return nil
}

// TestToldToEndWhileReading: a start that is told to end does not wait for the files.
func TestToldToEndWhileReading(t *testing.T) {
	t.Parallel()
	until := make(chan struct{})
	defer close(until)
	s := &Server{log: quietLog(), loader: load.New(slog.New(stuck{slog.DiscardHandler, until}), filepath.Join(t.TempDir(), "none.yaml"))}
	ctx, end := context.WithCancel(t.Context())
	end()
	if l, err := s.first(ctx, Options{}); l != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", l, err)
	}
}

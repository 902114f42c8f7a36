package server

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
)

// TestToldToEndWhileReading: a start that is told to end does not wait for the files.
func TestToldToEndWhileReading(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	s := &Server{log: log, loader: NewLoader(log, filepath.Join(t.TempDir(), "none.yaml"))}
	s.loader.mu.Lock() // it reads for as long as we like
	defer s.loader.mu.Unlock()
	ctx, end := context.WithCancel(t.Context())
	end()
	if l, err := s.first(ctx, Options{}); l != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", l, err)
	}
}

package state

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"geosrv/server/config"
)

// TestNothingIsWrittenBehindLeave: a write that waits while the folder goes to another
// process would take away what that one was told since.
func TestNothingIsWrittenBehindLeave(t *testing.T) {
	dir := t.TempDir()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	k := New(slog.New(slog.DiscardHandler), Source{Memory: func(context.Context) (*Memory, error) { return someState(), nil }}, true)
	ok(k.Settle(t.Context(), config.State{Dir: dir}))
	file := filepath.Join(dir, stateFile)
	if _, err := os.Stat(file); err != nil {
		t.Fatal("settled, and not written: ", err)
	}
	wake, err := k.Rest(t.Context())
	ok(err)
	written := make(chan error)
	go func() { written <- k.writeTo(t.Context(), dir) }()
	k.Leave()
	ok(os.Remove(file))
	wake()
	ok(<-written)
	if _, err := os.Stat(file); err == nil {
		t.Error("it is written")
	}
}

package state

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

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

// TestNoFolderIsSaidOnce: where the default folder cannot be had, one line says so,
// and none that anything were written; a folder that comes is used.
func TestNoFolderIsSaidOnce(t *testing.T) {
	var log strings.Builder
	k := New(slog.New(slog.NewTextHandler(&log, nil)), Source{Memory: func(context.Context) (*Memory, error) { return someState(), nil }}, true)
	dir := filepath.Join(t.TempDir(), "not there")
	for range 3 {
		if err := k.Settle(t.Context(), config.State{Dir: dir}); err != nil {
			t.Fatal("a default that cannot be had keeps it from serving: ", err)
		}
		k.try(t.Context())
	}
	if lines := strings.Split(strings.TrimSpace(log.String()), "\n"); len(lines) != 1 || !strings.Contains(lines[0], "nothing will be remembered over a restart") {
		t.Errorf("the log:\n%s", log.String())
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := k.Settle(t.Context(), config.State{Dir: dir}); err != nil || k.Dir() != dir {
		t.Errorf("a folder that came is not used: %v", err)
	}
}

// TestFullDiskIsSaidOnce: a configuration may choose a folder on a full disk while the
// keeper writes; one line says it.
func TestFullDiskIsSaidOnce(t *testing.T) {
	var log strings.Builder
	full := Source{Memory: func(context.Context) (*Memory, error) { return nil, unix.ENOSPC }}
	k := New(slog.New(slog.NewTextHandler(&log, nil)), full, true)
	tried := make(chan struct{})
	go func() {
		defer close(tried)
		for k.Dir() == "" {
			runtime.Gosched()
		}
		k.try(t.Context())
	}()
	if err := k.Settle(t.Context(), config.State{Dir: t.TempDir(), Pos: config.Pos{File: "geosrv.yaml", Line: 1}}); err != nil {
		t.Fatal(err)
	}
	<-tried
	if n := strings.Count(log.String(), "the state file cannot be written"); n != 1 {
		t.Errorf("said %d times:\n%s", n, &log)
	}
}

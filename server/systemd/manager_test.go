package systemd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// manager plays the service manager.
func manager(t *testing.T) *net.UnixConn {
	t.Helper()
	at := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NOTIFY_SOCKET", at)
	return conn
}

func told(t *testing.T, m *net.UnixConn) string {
	t.Helper()
	buf := make([]byte, 4096)
	n, err := m.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func TestManagerIsTold(t *testing.T) {
	conn := manager(t)
	m := New(slog.New(slog.DiscardHandler))
	if _, is := os.LookupEnv("NOTIFY_SOCKET"); is {
		t.Error("the programs that we start would speak in our name")
	}
	m.Ready("answering at 192.0.2.53:53\nFDSTORE=1")
	if got := told(t, conn); got != "READY=1\nSTATUS=answering at 192.0.2.53:53" {
		t.Errorf("%q", got)
	}
	m.Reloading()
	if got := told(t, conn); !regexp.MustCompile(`^RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*$`).MatchString(got) {
		t.Errorf("%q", got)
	}
	m.Stopping()
	if got := told(t, conn); got != "STOPPING=1" {
		t.Errorf("%q", got)
	}
}

// TestWatchdog is told that all is well while it is, and nothing while it is not.
func TestWatchdog(t *testing.T) {
	conn := manager(t)
	t.Setenv("WATCHDOG_USEC", "20000")
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
	m := New(slog.New(slog.DiscardHandler))
	ctx, end := context.WithCancel(t.Context())
	asked, done := make(chan struct{}), make(chan struct{})
	well := true
	go func() {
		defer close(done)
		m.Watch(ctx, func(context.Context) error {
			if asked <- struct{}{}; !well {
				return errors.New("stuck")
			}
			return nil
		})
	}()
	for range 3 {
		<-asked
		if got := told(t, conn); got != "WATCHDOG=1" {
			t.Errorf("%q", got)
		}
	}
	well = false // seen by the next question: the channel orders it
	for range 3 {
		<-asked
	}
	end()
	go func() {
		for range asked {
		}
	}()
	<-done
	close(asked)
	if err := conn.SetDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	if n, err := conn.Read(buf); err == nil {
		t.Errorf("told %q while it was stuck", buf[:n])
	}
}

func TestNoManager(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	m := New(slog.New(slog.DiscardHandler))
	m.Ready("")
	m.Reloading()
	m.Stopping()
	m.Watch(t.Context(), func(context.Context) error { t.Error("asked for nobody"); return nil })
	if files := m.Files(); len(files) != 0 {
		t.Error(files)
	}
}

// TestNoSuchManager keeps nobody from serving.
func TestNoSuchManager(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
	New(slog.New(slog.DiscardHandler)).Ready("")
}

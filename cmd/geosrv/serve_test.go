package main

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestServe runs the verb as a person would: it serves, a hang-up makes it read
// its files again, a mistake in them is logged and changes nothing, and the end
// of its context, which is what SIGTERM does, ends it with 0.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	zone := filepath.Join(dir, "example.com.zone")
	const text = "$ORIGIN example.com.\n$TTL 300\n@ SOA ns1 hostmaster 7 7200 900 1209600 60\n NS ns1\nns1 A 192.0.2.53\nwww A 192.0.2.80\n"
	write(t, zone, text)
	write(t, filepath.Join(dir, "geosrv.yaml"), "zones: [example.com.zone]\nlisten: [\"127.0.0.1:0\"]\n")

	ctx, end := context.WithCancel(t.Context())
	defer end()
	log := &logged{}
	root := newRootCommand()
	root.SetArgs([]string{"serve", "--sandbox=off", filepath.Join(dir, "geosrv.yaml")}) // it would close the test in
	root.SetErr(log)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()

	at := netip.MustParseAddrPort(log.wait(t, `listening.*addresses="?\[(127\.0\.0\.1:\d+)`))
	answers(t, at, "www.example.com A", "192.0.2.80")

	write(t, zone, strings.Replace(text, "192.0.2.80", "192.0.2.81", 1))
	hangUp(t)
	answers(t, at, "www.example.com A", "192.0.2.81")

	write(t, zone, strings.Replace(text, "192.0.2.80", "192.0.2.800", 1))
	hangUp(t)
	log.wait(t, `(example\.com\.zone:6:\d+: .*192\.0\.2\.800)`)
	answers(t, at, "www.example.com A", "192.0.2.81")

	end()
	select {
	case err := <-done:
		if err != nil {
			t.Error("serve ends with", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("serve does not end")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func hangUp(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

// answers asks until the answer is what is wanted.
func answers(t *testing.T, at netip.AddrPort, line string, want ...string) {
	t.Helper()
	s := served{t: t, addr: at}
	s.expect(line, want...)
}

// logged is what a command wrote so far. The zero value is empty; any goroutine
// may write and read.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) read() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// wait looks until the log has what the pattern wants and returns its first
// group.
func (l *logged) wait(t *testing.T, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); <-tick.C {
		if found := re.FindStringSubmatch(l.read()); found != nil {
			return found[1]
		}
	}
	t.Fatalf("the log never says %s:\n%s", pattern, l.read())
	return ""
}

// TestHangUps counts: one reload for each hang-up, and a refused one does not
// end the server.
func TestHangUps(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	signals, reloaded := make(chan os.Signal), make(chan struct{}, 2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		reloads(ctx, signals, func() error {
			reloaded <- struct{}{}
			return errors.New("example.com.zone:6: refused")
		})
	}()
	for range 2 {
		signals <- syscall.SIGHUP
		<-reloaded
	}
	end()
	<-done
	if n := len(reloaded); n != 0 {
		t.Errorf("%d reloads too many", n)
	}
}

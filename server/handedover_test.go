package server

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
	"geosrv/server/handover"
	"geosrv/server/state"
)

// TestNothingIsWrittenBehindAHandOver: what waits to be written when a process hands
// over would take away what the next one was told since.
func TestNothingIsWrittenBehindAHandOver(t *testing.T) {
	d := stateDisk(t, "state")
	r, _, err := remembering(t, d)
	d.ok(err)
	wake, err := r.rest(t.Context())
	d.ok(err)
	written := make(chan error)
	go func() { written <- r.keeper.Write(t.Context()) }()
	r.keeper.Leave()
	d.remove("state/state")
	d.remove("state/kept")
	wake()
	d.ok(<-written)
	r.letGo() // the shelf writes what is left
	r.keeping.Wait()
	for _, name := range []string{"state/state", "state/kept"} {
		if _, err := os.Stat(d.path(name)); err == nil {
			t.Errorf("%s is written", name)
		}
	}
}

// TestWhoIsNotWantedTakesNothingOver: a process that is ready, and hears that the one
// before goes on, is not the server, even if nobody can end it; and it has written
// nothing.
func TestWhoIsNotWantedTakesNothingOver(t *testing.T) {
	ours, theirs, err := handover.Pair()
	if err != nil {
		t.Fatal(err)
	}
	before, err := handover.NewConn(theirs)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	close(gone)
	old := handover.Successor{Conn: ours, Gone: gone, Kill: func() {}}
	known, err := state.Encode(new(state.Memory))
	if err != nil {
		t.Fatal(err)
	}
	count, err := json.Marshal(new(counted))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		ctx := t.Context()
		_ = ours.Send(ctx, handover.Hello{Protocol: handover.Protocol})
		_, _ = old.Hear(ctx)
		_ = ours.Send(ctx, handover.Estate{State: known, Count: count})
		old.Dismiss()
	}()
	d := stateDisk(t, "state")
	s, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}, Probe: newFakeEdges().probe, Remember: true, Predecessor: before})
	d.ok(err)
	d.remove("state/state")
	if err := s.TakeOver(t.Context()); err == nil || !strings.Contains(err.Error(), "the process before is the server as before") {
		t.Errorf("it takes over: %v", err)
	}
	s.Close()
	for _, name := range []string{"state/state", "state/kept"} {
		if _, err := os.Stat(d.path(name)); err == nil {
			t.Errorf("%s is written", name)
		}
	}
}

// TestNobodyIsChosenBehindClose: a server that is told to end hands over no more, or
// it would close the sockets for the next one too.
func TestNobodyIsChosenBehindClose(t *testing.T) {
	l := startLine(t)
	l.first.Close()
	next, err := l.succeed()
	l.ok(err)
	defer next.Dismiss()
	if _, err := l.first.handOver(t.Context(), next); !errors.Is(err, errClosed) || l.first.succession.heir() != nil {
		t.Errorf("%v, to %v", err, l.first.succession.heir())
	}
}

// TestReloadWhileReplacing: what the process before loads when the next one has read
// the files already is answered by that one from the beginning; and where a file is
// bad by then nobody takes over.
func TestReloadWhileReplacing(t *testing.T) {
	l := startLine(t)
	during := func(from, to string) error {
		next, err := l.succeed()
		l.ok(err)
		l.ok(l.first.greet(t.Context(), next))
		l.edit("example.com.zone", from, to)
		reloaded := l.first.Reload()
		_, err = l.first.cede(t.Context(), next)
		if err != nil {
			next.Dismiss()
		}
		if (err == nil) != (reloaded == nil) {
			t.Errorf("the reload says %v, and the next process %v", reloaded, err)
		}
		return err
	}
	const line = "access-ams  A   192.0.2.11\n"
	if err := during(line, line+"late AAA 192.0.2.77\n"); err == nil || !strings.Contains(err.Error(), "example.com.zone:") || l.first.succession.heir() != nil {
		t.Errorf("with a bad file: %v", err)
	}
	l.edit("example.com.zone", "late AAA 192.0.2.77\n", "")
	l.ok(l.first.Reload())
	l.ok(during(line, line+"late A 192.0.2.78\n"))
	r := <-l.next
	r.want("late.example.com", dns.TypeA, "", "192.0.2.78")
	<-l.first.Replaced()
	l.first.Close()
	if err := l.first.Reload(); !errors.Is(err, control.ErrReplaced) {
		t.Errorf("a reload of who is closed as another is the server: %v", err)
	}
}

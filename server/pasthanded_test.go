package server

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"geosrv/server/control"
	"geosrv/server/handover"
	"geosrv/server/state"
)

// told is the history as the verb has it, a line for each event.
func (l *line) told() (lines []string) {
	l.t.Helper()
	var h control.Events
	l.ok(clientOf(l.t, l.path("s")).Ask(l.t.Context(), control.HistoryVerb, control.History{}, &h))
	for _, e := range h.Events {
		lines = append(lines, fmt.Sprintf("%s %s %s: %s -> %s %s %v", e.At, e.Kind, e.Who, e.From, e.To, e.Cause, e.Groups))
	}
	return lines
}

// TestHistoryIsHandedOver: behind a replace the history has what it had before, in its
// order, then the replace, then what happens; nothing is told twice.
func TestHistoryIsHandedOver(t *testing.T) {
	l := startLine(t)
	r := l.first
	r.soon("all is probed", func() bool { return proven(r) })
	_, err := order(t, clientOf(t, l.path("s")), "drain", control.Order{Words: []string{"pool:ams"}})
	l.ok(err)
	before := l.told()
	if len(before) != 2 {
		t.Fatalf("told: %q", before)
	}
	for n := range 2 {
		events := r.publisher.journal.Counts().Events
		_, err := l.replace()
		l.ok(err)
		<-r.Replaced()
		old := r
		r = <-l.next
		old.Close()
		r.soon("all is probed", func() bool { return proven(r) })
		now := l.told()
		if len(now) != len(before)+1 || !slices.Equal(now[:len(before)], before) {
			t.Fatalf("replace %d: told\n%q\nbefore\n%q", n, now, before)
		}
		all := r.publisher.journal.Events()
		last := all[len(all)-1]
		if is := fmt.Sprintf("process %d (7)", os.Getpid()); last.Kind != "replace" || last.From != is || last.To != is || last.At.Before(all[len(all)-2].At) {
			t.Errorf("replace %d: %+v", n, last)
		}
		for what, count := range r.publisher.journal.Counts().Events {
			if what.What != "replace" && count != events[what] {
				t.Errorf("replace %d: %v is counted %d times, was %d", n, what, count, events[what])
			}
		}
		before = now
	}
	_, err = order(t, clientOf(t, l.path("s")), "undrain", control.Order{Words: []string{"pool:ams"}})
	l.ok(err)
	if now := l.told(); len(now) != len(before)+2 {
		t.Errorf("told %q, before %q", now, before)
	}
}

// TestHistoryOfAnotherVersion: a process that hands over no history, or one that
// nobody understands, is taken over from all the same.
func TestHistoryOfAnotherVersion(t *testing.T) {
	for _, past := range []json.RawMessage{nil, json.RawMessage(`{"journal": 7}`), json.RawMessage(`{"journal": null, "more": {"a": 1}}`)} {
		ours, theirs, err := handover.Pair()
		if err != nil {
			t.Fatal(err)
		}
		before, err := handover.NewConn(theirs)
		if err != nil {
			t.Fatal(err)
		}
		known, err := state.Encode(new(state.Memory))
		if err != nil {
			t.Fatal(err)
		}
		old := handover.Successor{Conn: ours, Gone: make(chan struct{}), Kill: func() {}}
		go func() {
			ctx := t.Context()
			_ = ours.Send(ctx, handover.Hello{Protocol: handover.Protocol})
			_, _ = old.Hear(ctx)
			_ = ours.Send(ctx, handover.Estate{State: known, Count: json.RawMessage(`{}`), Past: past})
			_, _ = old.Hear(ctx)
			_ = ours.Send(ctx, handover.Word{Version: "6"})
		}()
		d := stateDisk(t, "state")
		s, err := Start(t.Context(), Options{Files: []string{d.path("geosrv.yaml")}, Probe: newFakeEdges().probe, Remember: true, Predecessor: before, Version: "7"})
		d.ok(err)
		t.Cleanup(s.Close)
		d.ok(s.TakeOver(t.Context()))
		all := s.publisher.journal.Events()
		want := fmt.Sprintf("another process (6) -> process %d (7)", os.Getpid())
		if len(all) != 1 || all[0].From+" -> "+all[0].To != want {
			t.Errorf("%s: %+v, want %s", past, all, want)
		}
	}
}

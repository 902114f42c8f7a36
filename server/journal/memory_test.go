package journal

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
)

// flap moves the first pool the given number of times, from up to silent first.
func (n *noted) flap(times int) {
	for i := range times {
		n.in.Verdicts[0] = health.Verdict{}
		if i%2 == 0 {
			n.silence(0)
		}
		n.note()
	}
}

func TestTheOldestEventsLeave(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	first := n.now.Add(time.Second)
	n.flap(1024)
	if got := n.Events(); len(got) != 1024 || !got[0].At.Equal(first) {
		t.Fatalf("remembers %d events, the first of %v; want 1024, %v", len(got), got[0].At, first)
	}
	n.flap(500)
	got := n.Events()
	if len(got) != 1024 || !got[0].At.Equal(first.Add(500*time.Second)) || !got[1023].At.Equal(n.now) {
		t.Errorf("remembers %d events, %v to %v; want 1024, %v to %v",
			len(got), got[0].At, got[len(got)-1].At, first.Add(500*time.Second), n.now)
	}
	for i := 1; i < len(got); i++ {
		if got[i].At.Before(got[i-1].At) {
			t.Fatalf("event %d is older than the one before", i)
		}
	}
}

// TestNamesAreBounded: 65,536 names of groups are remembered in all, here of 65
// events with a thousand each.
func TestNamesAreBounded(t *testing.T) {
	groups := make([]string, 1000)
	for i := range groups {
		groups[i] = fmt.Sprintf("customer%03d", i)
	}
	n := newNoted(t, rosterOf([]string{"ams"}, groups...))
	n.flap(70)
	got := n.Events()
	if len(got) != 65 || !got[64].At.Equal(n.now) || len(got[0].Groups) != 1000 || n.names != 65_000 {
		t.Errorf("remembers %d events of %d names, the last of %v", len(got), n.names, got[len(got)-1].At)
	}
}

// TestALargeEventIsKept: the newest event is remembered, however many groups it
// names.
func TestALargeEventIsKept(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, make([]string, 70_000)...))
	for i := range n.r.Groups {
		n.r.Groups[i].Name = fmt.Sprint(i)
	}
	n.flap(2)
	got := n.Events()
	if len(got) != 1 || got[0].To != "up" || len(got[0].Groups) != 70_000 || n.names != 70_000 {
		t.Errorf("remembers %d events of %d names", len(got), n.names)
	}
}

// TestReload: another roster with the same names in other places is no event,
// and what it lacks is forgotten.
func TestReload(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc"}, "chat", "web"))
	n.silence(1)
	n.note()
	n.r = rosterOf([]string{"sin", "nyc", "ams"}, "web", "new", "chat")
	n.in = answer.NewInputs(n.r)
	n.silence(1)
	n.expect("level=INFO msg=\"pool changed\" pool=nyc from=up to=silent groups=1 such_as=new\n")

	// nyc leaves and comes back: it is seen for the first time then.
	n.r = rosterOf([]string{"ams"}, "web")
	n.in = answer.NewInputs(n.r)
	n.expect("")
	n.r = rosterOf([]string{"ams", "nyc"}, "web")
	n.in = answer.NewInputs(n.r)
	n.expect("")
}

func TestRenamesDoNotPileUp(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	for i := range 100 {
		n.r = rosterOf([]string{"ams", "nyc"}, fmt.Sprint("web", i), fmt.Sprint("chat", i))
		n.in = answer.NewInputs(n.r)
		n.expect("")
	}
	known := 0
	for _, candidates := range n.was {
		known += len(candidates)
	}
	if known != 4 {
		t.Errorf("knows %d candidates, want 4", known)
	}
}

func TestEventsAreCopies(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "chat", "web"))
	n.flap(1)
	got := n.Events()
	got[0].Pool, got[0].Groups[0] = "nyc", "mail"
	if e := n.Events()[0]; e.Pool != "ams" || !slices.Equal(e.Groups, []string{"chat", "web"}) {
		t.Errorf("remembers %v", e)
	}
}

// TestReadersBesideTheWriter is for the race detector.
func TestReadersBesideTheWriter(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		readers.Go(func() {
			for last := 0; ; {
				events := n.Events()
				if len(events) < last {
					t.Errorf("%d events, after %d", len(events), last)
				}
				last = len(events)
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	n.flap(300)
	close(done)
	readers.Wait()
}

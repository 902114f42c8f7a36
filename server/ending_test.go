package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/operator"
)

// TestEnding: ten minutes before a drain ends by itself it is said, once; not of
// one that was said for less, and not of what does not end.
func TestEnding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		log := &journalText{}
		p := NewPublisher(slog.New(slog.NewTextHandler(log, nil)))
		go p.Run(ctx)
		p.Hand(1, somePieces().world(t), Words{})
		<-p.Ready()
		for words, lasts := range map[string]time.Duration{"drain pool:p0": time.Hour, "drain addr:192.0.1.1": 5 * time.Minute, "drain pool:p1": 0} {
			e, err := operator.Read(strings.Fields(words))
			if err != nil {
				t.Fatal(err)
			}
			if lasts > 0 {
				e.Until = time.Now().Add(lasts)
			}
			if _, err := p.Say(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		soon := func() int { synctest.Wait(); return strings.Count(log.String(), "ends soon") }
		time.Sleep(49 * time.Minute)
		if soon() != 0 {
			t.Errorf("too soon:\n%s", log)
		}
		time.Sleep(2 * time.Minute)
		if soon() != 1 || !strings.Contains(log.String(), `override="drain pool:p0"`) {
			t.Errorf("at 51 minutes:\n%s", log)
		}
		if n := heirOf(t, ctx, p, "ends soon"); n != 0 {
			t.Errorf("a process that takes over says it once more: %d times", n)
		}
		time.Sleep(time.Hour)
		if soon() != 1 || !strings.Contains(log.String(), `word ended" override="drain pool:p0"`) {
			t.Errorf("at its end:\n%s", log)
		}
	})
}

// heirOf has another publisher go on where one was, and counts how often its log says
// something.
func heirOf(t *testing.T, ctx context.Context, p *Publisher, text string) int {
	t.Helper()
	pic, told, err := p.bequest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	words, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	var inherited past
	if err := json.Unmarshal(words, &inherited); err != nil {
		t.Fatal(err)
	}
	log := &journalText{}
	next := NewPublisher(slog.New(slog.NewTextHandler(log, nil)))
	next.inherit(&inherited)
	next.Restore(memorize(pic), time.Now())
	go next.Run(ctx)
	next.Hand(1, somePieces().world(t), Words{})
	<-next.Ready()
	synctest.Wait()
	return strings.Count(log.String(), text)
}

package server

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/operator"
)

// TestWordsDropOlder: words of an older file do not replace newer ones, whatever
// world they come with, and each input has a version of its own.
func TestWordsDropOlder(t *testing.T) {
	p := NewPublisher(slog.New(slog.DiscardHandler))
	old, _ := new(operator.Ledger).Say(operator.Entry{Verb: operator.Freeze})
	newer := &operator.Ledger{}
	w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	p.Hand(7, w, Words{Version: 2, Ledger: newer})
	p.Words(Words{Version: 1, Ledger: old})
	p.join(time.Now())
	if p.file != newer {
		t.Error("older words replaced those that wait")
	}
	p.Hand(8, w, Words{Version: 1, Ledger: old})
	p.join(time.Now())
	if p.file != newer || p.pending.version != 8 {
		t.Error("older words replaced those in force, or held up the world")
	}
	p.Words(Words{Version: 3, Ledger: old})
	p.Hand(6, w, Words{})
	p.join(time.Now())
	if p.file != old {
		t.Error("an older world held up newer words")
	}
}

// TestHandDropsOlder: a part made of older inputs does not replace a newer one.
func TestHandDropsOlder(t *testing.T) {
	p := NewPublisher(slog.New(slog.DiscardHandler))
	older, newer := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	p.Hand(2, newer, Words{})
	p.Hand(1, older, Words{})
	p.join(time.Now())
	if p.Plan().World() != newer {
		t.Error("an older world replaced one that waits")
	}
	p.Hand(1, older, Words{})
	p.join(time.Now())
	if p.Plan().World() != newer {
		t.Error("an older world replaced the one that is served")
	}
}

// TestPublishRate: the first change is published at once; while verdicts flap
// every millisecond there are at most 200 publishes a second.
func TestPublishRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		p := NewPublisher(slog.New(slog.DiscardHandler))
		go p.Run(ctx)
		p.Hand(1, smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), Words{})
		<-p.Ready()
		time.Sleep(time.Second)
		report := func(phase health.Phase) {
			p.Report(amsAccess, health.State{Phase: phase, Ever: true}, health.Observation{})
		}
		report(health.PhaseDown)
		synctest.Wait()
		if n := p.Plan().Generation; n != 2 {
			t.Fatalf("generation %d right behind the first change, want 2", n)
		}
		for i := range 1000 {
			report([]health.Phase{health.PhaseUp, health.PhaseDown, health.PhaseRising}[i%3])
			time.Sleep(time.Millisecond)
		}
		if n := p.Plan().Generation - 2; n > 201 || n < 100 {
			t.Errorf("%d publishes in a second, want at most 200, and not far from it", n)
		}
	})
}

// TestWorldWaitsForNoVerdict: verdicts that flap all the time hold up nobody who
// loads, and he is told in the same moment.
func TestWorldWaitsForNoVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		p := NewPublisher(slog.New(slog.DiscardHandler))
		go p.Run(ctx)
		first, second := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
		p.Hand(1, first, Words{})
		<-p.Ready()
		for i := range 100 {
			p.Report(amsAccess, health.State{Phase: []health.Phase{health.PhaseUp, health.PhaseDown}[i%2], Ever: true}, health.Observation{})
			time.Sleep(time.Millisecond)
		}
		began := time.Now()
		p.Report(amsAccess, health.State{Phase: health.PhaseRising, Ever: true}, health.Observation{})
		synctest.Wait()
		number := p.Hand(2, second, Words{})
		<-p.Done(number)
		if waited := time.Since(began); waited != 0 || p.Plan().World() != second {
			t.Errorf("a world waits %v behind verdicts", waited)
		}
	})
}

// TestNobodyWaitsForADrained: a drained pool that changes does not shorten the
// TTL of those who left it.
func TestNobodyWaitsForADrained(t *testing.T) {
	w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	for word, want := range map[answer.Word]uint32{answer.NoWord: 20, answer.Drain: 60, answer.Maintenance: 60} {
		in := answer.NewInputs(w.Roster)
		in.Verdicts[0].Unsettled = true
		in.Pools[0] = word
		var c answer.Composer
		r := exchange(t, c.Compose(w, in), question("_sip._tls.contoso.com", dns.TypeSRV, ""), netip.MustParseAddr("127.0.0.1"))
		if ttl := r.Answer[0].Header().Ttl; ttl != want {
			t.Errorf("word %d: TTL %d, want %d", word, ttl, want)
		}
	}
}

// TestFaultLosesNothing: what changed while a publish failed is published by
// the next join, whatever wakes it.
func TestFaultLosesNothing(t *testing.T) {
	w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	p := NewPublisher(slog.New(slog.DiscardHandler))
	p.Hand(1, w, Words{})
	now := time.Now()
	p.guarded(now)
	good := p.Plan()
	p.plan.Store(&answer.Plan{}) // of no world: to render from it is a fault
	p.Report(amsAccess, health.State{Phase: health.PhaseDown, Ever: true}, health.Observation{})
	p.guarded(now)
	p.plan.Store(good)
	p.guarded(now)
	var c answer.Composer
	if p.Plan() == good || !p.Plan().Equal(c.Compose(w, p.in)) {
		t.Error("the server that fell while a publish failed is still answered as up")
	}
	is := p.Plan()
	if p.guarded(now); p.Plan() != is {
		t.Error("nothing changed, and yet something was published")
	}
}

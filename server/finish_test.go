package server

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

const amsAccess = "sip/tls 192.0.2.11:443 name=access-ams.contoso.com"

// TestBlocksFollow: parts are published at once, blocks once nobody has
// published for a while, in the same generation, and the collector after them.
func TestBlocksFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		p := NewPublisher(slog.New(slog.DiscardHandler))
		go p.Run(ctx)
		w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
		p.Hand(1, w, Words{})
		<-p.Ready()
		synctest.Wait()
		for generation, phase := range []health.Phase{health.PhaseUp, health.PhaseDown} {
			if generation > 0 {
				p.Report(amsAccess, health.State{Phase: phase, Ever: true}, health.Observation{})
				synctest.Wait()
			}
			if p.Plan().Finished() {
				t.Errorf("%v: blocks are there before the parts are swapped in", phase)
			}
			time.Sleep(rest - 1)
			synctest.Wait()
			parts := p.Plan()
			if parts.Finished() {
				t.Errorf("%v: blocks are made before the rest is over", phase)
			}
			time.Sleep(time.Nanosecond)
			synctest.Wait()
			var c answer.Composer
			if p.Plan() == parts || !p.Plan().Finished() || !p.Plan().Equal(c.Finish(c.Compose(w, p.in))) {
				t.Errorf("%v: no finished plan after the rest", phase)
			}
			if g := p.Plan().Generation; g != uint64(generation+1) {
				t.Errorf("%v: generation %d, want that of the parts", phase, g)
			}
		}
	})
}

// TestBlocksWaitNotForever: while publishes keep coming, blocks are made after
// a while all the same.
func TestBlocksWaitNotForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		p := NewPublisher(slog.New(slog.DiscardHandler))
		go p.Run(ctx)
		p.Hand(1, smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), Words{})
		<-p.Ready()
		synctest.Wait()
		began := time.Now()
		for i := 0; !p.Plan().Finished() && time.Since(began) < time.Second; i++ {
			p.Report(amsAccess, health.State{Phase: []health.Phase{health.PhaseDown, health.PhaseUp}[i%2], Ever: true}, health.Observation{})
			time.Sleep(rest / 2)
			synctest.Wait()
		}
		if took := time.Since(began); took < longest || took > longest+rest {
			t.Errorf("blocks after %v, want %v", took, longest)
		}
	})
}

// TestReportsGoFirst: what is being finished stops for a report, and what was
// finished of sets that it does not touch is kept.
func TestReportsGoFirst(t *testing.T) {
	w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	p := NewPublisher(slog.New(slog.DiscardHandler))
	p.Hand(1, w, Words{})
	now := time.Now()
	<-p.wake
	p.guarded(now)
	parts := p.Plan()
	p.Report(amsAccess, health.State{Phase: health.PhaseUp, Ever: true}, health.Observation{})
	p.finish(now.Add(time.Hour))
	if p.Plan() != parts || p.finisher.work == nil {
		t.Fatal("blocks were made while a report waits")
	}
	for p.finisher.work.Slice() {
	}
	<-p.wake
	p.finish(now)
	if p.Plan() != parts {
		t.Fatal("blocks were swapped in while something was due")
	}
	p.publish(nil, now)
	if p.Plan() == parts || !p.Plan().Finished() || p.finisher.work != nil {
		t.Error("what was finished before a publish is lost")
	}
	before := p.Plan()
	p.finish(now.Add(time.Hour))
	if p.Plan() != before || !p.finisher.since.IsZero() {
		t.Error("nothing was left to finish, and yet a plan was swapped in")
	}
}

// TestFaultWhileFinishing: a fault in making blocks leaves the parts, and the
// publisher goes on.
func TestFaultWhileFinishing(t *testing.T) {
	p := NewPublisher(slog.New(slog.DiscardHandler))
	p.Hand(1, smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), Words{})
	now := time.Now()
	<-p.wake
	p.guarded(now)
	parts := p.Plan()
	torn := new(answer.Plan) // of no world: to finish it is a fault
	p.plan.Store(torn)
	p.finish(now.Add(time.Hour))
	if p.Plan() != torn || !p.finisher.since.IsZero() {
		t.Error("a fault left something to finish")
	}
	p.plan.Store(parts)
	p.publish(nil, now)
	p.finish(now.Add(time.Hour))
	if !p.Plan().Finished() {
		t.Error("no blocks after a fault")
	}
}

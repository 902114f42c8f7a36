package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
	"geosrv/server"
)

// look is how often a waiting goroutine looks at what the client has seen. It
// does not round the figures: the client notes when an answer changed.
const lookEvery = 20 * time.Millisecond

// patience is after how long an edge that is still answered, or still not, ends
// the measurement with an error.
const patience = time.Minute

// field is a running failover: server, edges and client.
type field struct {
	profile profile
	fleet   *fleet
	server  *server.Server
	client  *client
	rand    *rand.Rand
}

// settled waits until every endpoint is up: an endpoint that has never answered
// is no evidence, and one that is suspect dies sooner.
func (f *field) settled(ctx context.Context) error {
	return until(ctx, func() bool {
		states := f.server.States()
		for _, s := range states {
			if s.Phase != health.PhaseUp {
				return false
			}
		}
		return len(states) == 2*len(f.fleet.victims)
	}, "not every endpoint came up")
}

// round kills every victim at a random moment of one interval, and returns for
// each the time from its death to the first answer that has the witness alone.
// Then it brings all back.
func (f *field) round(ctx context.Context) ([]time.Duration, error) {
	if err := f.settled(ctx); err != nil {
		return nil, err
	}
	took, errs := make([]time.Duration, len(f.fleet.victims)), make([]error, len(f.fleet.victims))
	var wait sync.WaitGroup
	for i := range f.fleet.victims {
		phase := time.Duration(f.rand.Int64N(int64(f.profile.timing.Interval)))
		wait.Go(func() { took[i], errs[i] = f.kill(ctx, i, phase) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for i := range f.fleet.victims {
		wait.Go(func() { errs[i] = f.revive(ctx, i) })
	}
	wait.Wait()
	return took, errors.Join(errs...)
}

// kill kills one victim after a wait.
func (f *field) kill(ctx context.Context, i int, wait time.Duration) (time.Duration, error) {
	f.client.ask(i, true)
	defer f.client.ask(i, false)
	if err := f.sees(ctx, i, true); err != nil {
		return 0, err
	}
	if !pause(ctx, wait) {
		return 0, ctx.Err()
	}
	died := time.Now() // before the edge begins to die
	if err := f.fleet.victims[i].Set(f.profile.death); err != nil {
		return 0, err
	}
	if err := f.sees(ctx, i, false); err != nil {
		return 0, err
	}
	return f.client.look(i).at.Sub(died), nil
}

// revive brings one victim back and waits until it is answered.
func (f *field) revive(ctx context.Context, i int) error {
	if err := f.fleet.victims[i].Set(edge.Alive); err != nil {
		return err
	}
	f.client.ask(i, true)
	defer f.client.ask(i, false)
	return f.sees(ctx, i, true)
}

// sees waits until the answer for pool i has its witness, and its victim or
// not.
func (f *field) sees(ctx context.Context, i int, victim bool) error {
	return until(ctx, func() bool {
		s := f.client.look(i)
		return slices.Contains(s.addrs, witnessAt(i)) && slices.Contains(s.addrs, victimAt(i)) == victim
	}, fmt.Sprintf("pool %d: victim answered: not %v after %v", i, victim, patience))
}

// until waits until holds.
func until(ctx context.Context, holds func() bool, otherwise string) error {
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			return errors.New(otherwise)
		}
		if !pause(ctx, lookEvery) {
			return ctx.Err()
		}
	}
	return nil
}

// pause waits for d; false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

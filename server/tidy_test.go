package server

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestTidyBetweenPublishes: once after a burst, never during it, and not for a
// publish that left little.
func TestTidyBetweenPublishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var at []time.Duration
		x := newTidy()
		x.collect = func() { at = append(at, time.Since(began)) }
		ctx, end := context.WithCancel(t.Context())
		go x.run(ctx)
		for range 3 {
			time.Sleep(15 * time.Millisecond)
			x.littered(8 * time.Millisecond)
		}
		time.Sleep(955 * time.Millisecond)
		x.littered(litters - 1)
		time.Sleep(time.Second)
		x.littered(litters)
		time.Sleep(time.Second)
		end()
		synctest.Wait()
		if want := []time.Duration{65 * time.Millisecond, 2020 * time.Millisecond}; !slices.Equal(at, want) {
			t.Errorf("tidied up at %v, want %v", at, want)
		}
	})
}

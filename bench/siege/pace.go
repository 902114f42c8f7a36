package siege

import (
	"context"
	"time"
)

// tick is how often a steady sender wakes.
const tick = time.Millisecond

// maxLate is how many ticks' share a sender sends at once at most: what it is
// later than that it never sends, for a burst is not a rate.
const maxLate = 5

// pace calls send at a steady rate, in calls per second, for a time or until
// ctx is done, and returns how long it was.
func pace(ctx context.Context, rate int, lasts time.Duration, send func()) time.Duration {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	began := time.Now()
	due, last := 0.0, began
	for {
		select {
		case <-ctx.Done():
			return time.Since(began)
		case <-ticker.C:
		}
		now := time.Now()
		if now.Sub(began) >= lasts {
			return now.Sub(began)
		}
		due += min(now.Sub(last), maxLate*tick).Seconds() * float64(rate)
		for last = now; due >= 1; due-- {
			send()
		}
	}
}

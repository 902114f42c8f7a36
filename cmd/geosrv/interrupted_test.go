package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// TestInterrupted: who interrupts a verb is not told of contexts; any other error is
// said as it is, also then.
func TestInterrupted(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	if err := forPeople(ctx, fmt.Errorf("asking: %w", context.Canceled)); err.Error() != "asking: context canceled" {
		t.Error(err)
	}
	end()
	if err := forPeople(ctx, fmt.Errorf("asking: %w", context.Canceled)); err.Error() != "interrupted" {
		t.Error(err)
	}
	if err := forPeople(ctx, errors.New("a.zone:1:1: bad")); err.Error() != "a.zone:1:1: bad" {
		t.Error(err)
	}
}

package main

import (
	"errors"
	"fmt"
	"time"
)

// bounds are what a spread may be at most; zero is no bound.
type bounds struct{ p50, p99 time.Duration }

// check returns an error for each bound that a row exceeds.
func (b bounds) check(row string, s spread) error {
	over := func(what string, got, most time.Duration) error {
		if most == 0 || got <= most {
			return nil
		}
		return fmt.Errorf("%s: %s is %.4g ms, more than %.4g ms", row, what, ms(got), ms(most))
	}
	return errors.Join(over("p50", s.P50, b.p50), over("p99", s.P99, b.p99))
}

// String is the bounds as a table has them.
func (b bounds) String() string {
	switch {
	case b.p99 == 0:
		return "-"
	case b.p50 == 0:
		return fmt.Sprintf("p99 <= %v", b.p99)
	}
	return fmt.Sprintf("p50 <= %v, p99 <= %v", b.p50, b.p99)
}

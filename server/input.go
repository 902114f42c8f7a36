package server

import "crypto/sha256"

// input is one file and what it was read as, over time. T is immutable. Inputs
// belong to the goroutine that loads; different ones may be refreshed at the
// same time.
type input[T any] struct {
	seen
	newest  *T    // what the file says now, nil if that is bad
	problem error // what is wrong with what it says now
	told    bool  // problem was told to somebody

	good    *T // what is served
	goodSum [sha256.Size]byte
}

func newInput[T any](path string) input[T] { return input[T]{seen: seen{path: path}} }

// refresh reads the file again if it may have changed. What reads the same as
// what is served is that, by pointer, so that whoever compares sees no change.
func (in *input[T]) refresh(limit int64, parse func(text []byte, err error) (*T, error)) {
	text, changed := in.read(limit)
	if !changed {
		return
	}
	in.told = false
	if in.err == nil && in.good != nil && in.sum == in.goodSum {
		in.newest, in.problem = in.good, nil
		return
	}
	in.newest, in.problem = guarded(func() (*T, error) { return parse(text, in.err) })
}

// accept makes t, which is newest or good, what is served.
func (in *input[T]) accept(t *T) {
	if t == in.newest {
		in.good, in.goodSum = t, in.sum
	}
}

// tell returns the problem, and whether it is fresh: told for the first time,
// or asked for.
func (in *input[T]) tell(asked bool) (problem error, fresh bool) {
	fresh = asked || !in.told
	in.told = true
	return in.problem, fresh
}

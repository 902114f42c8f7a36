package load

import (
	"crypto/sha256"

	"geosrv/server/guard"
)

// input is one file and what it was read as, over time. T is immutable. Inputs
// belong to the goroutine that loads; different ones may be refreshed at the
// same time.
type input[T any] struct {
	seen
	newest  *T    // what the file says now, nil if that is bad
	problem error // what is wrong with what it says now
	told    bool  // problem was told to somebody

	good     *T // what is served
	goodSum  [sha256.Size]byte
	goodSize int64

	text []byte // that newest was read from, until it is kept or found bad
}

func newInput[T any](path string) input[T] { return input[T]{seen: seen{path: path}} }

// refresh reads the file again if it may have changed. What reads the same as
// what is served is that, by pointer, so that whoever compares sees no change.
func (in *input[T]) refresh(limit int64, parse func(text []byte, err error) (*T, error)) {
	text, changed := in.read(limit)
	if !changed {
		return
	}
	in.told, in.text = false, nil
	if in.err == nil && in.good != nil && in.sum == in.goodSum {
		in.newest, in.problem = in.good, nil
		return
	}
	in.newest, in.problem = guard.Read(func() (*T, error) { return parse(text, in.err) })
	if in.newest != nil {
		in.text = text
	}
}

// ahead is a refresh beside other work, where the file most likely says what is served.
// If it does not, it is as if nobody had looked.
func (in *input[T]) ahead(limit int64) {
	if in.proves(limit, in.goodSum) {
		in.newest, in.problem, in.told = in.good, nil, false
	}
}

// accept makes t, which is newest or good, what is served.
func (in *input[T]) accept(t *T) {
	if t == in.newest {
		in.good, in.goodSum, in.goodSize = t, in.sum, in.stamp.size
	}
}

// takeText gives away the text of what is served, if it was not kept yet.
func (in *input[T]) takeText() (text []byte) {
	if in.good == in.newest {
		text, in.text = in.text, nil
	}
	return text
}

// copied is what is to be kept of what is served; ok is false if there is nothing.
func (in *input[T]) copied() (path string, text []byte, sum [sha256.Size]byte, size int64, ok bool) {
	if in == nil || in.good == nil {
		return "", nil, sum, 0, false
	}
	return in.path, in.takeText(), in.goodSum, in.goodSize, true
}

// tell returns the problem, and whether it is fresh: told for the first time,
// or asked for.
func (in *input[T]) tell(asked bool) (problem error, fresh bool) {
	fresh = asked || !in.told
	in.told = true
	return in.problem, fresh
}

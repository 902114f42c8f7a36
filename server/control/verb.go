package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Bounds of a request.
const (
	// MostTime is how long a verb may take.
	MostTime = time.Minute
	// mostOctets is how long its arguments may be.
	mostOctets = 64 << 10
)

// Verb is one thing that can be asked for. Make it with Changing or Telling. A
// value, safe for concurrent use.
type Verb struct {
	changes bool
	do      func(ctx context.Context, by Peer, arguments []byte) (result any, err error)
}

// Changing is a verb that changes something: who asked for it is logged. A is
// the type of its arguments, R that of its result, both as JSON. The error may
// hold many, a line each; the result counts even if there are some.
func Changing[A, R any](do func(context.Context, Peer, A) (R, error)) Verb {
	v := Telling(do)
	v.changes = true
	return v
}

// Telling is a verb that changes nothing.
func Telling[A, R any](do func(context.Context, Peer, A) (R, error)) Verb {
	return Verb{do: func(ctx context.Context, by Peer, text []byte) (any, error) {
		var a A
		if err := read(text, &a); err != nil {
			return nil, unreadable{err}
		}
		return do(ctx, by, a)
	}}
}

// unreadable says that arguments could not be read.
type unreadable struct{ error }

// read reads arguments; no text at all is none of them.
func read(text []byte, into any) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("arguments: %s (one JSON object with the verb's arguments)", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("arguments: something stands behind them (one JSON object, no more)")
	}
	return nil
}

//go:build !linux

package sandbox

import "errors"

// ErrNone is the error where there is no Landlock.
var ErrNone = errors.New("only Linux has Landlock")

// Close would close the process in.
func (r *Reach) Close() (level int, err error) { return 0, ErrNone }

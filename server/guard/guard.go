package guard

import (
	"fmt"
	"runtime/debug"
)

// Read calls read and turns a panic into an error, which has the stack. No input
// should make a reader panic; if one does, that costs a load and not the server.
func Read[T any](read func() (*T, error)) (value *T, err error) {
	defer func() {
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("a bug of geosrv, met in reading this: %v\n%s", p, debug.Stack())
		}
	}()
	return read()
}

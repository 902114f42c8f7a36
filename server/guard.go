package server

import (
	"fmt"
	"runtime/debug"
)

// guarded calls make and turns a panic into an error. No input should make a
// reader panic; if one does, that costs a load and not the server.
func guarded[T any](make func() (*T, error)) (value *T, err error) {
	defer func() {
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("a bug of geosrv, met in reading this: %v\n%s", p, debug.Stack())
		}
	}()
	return make()
}

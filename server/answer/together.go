package answer

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// together runs work several times at once, with the numbers from 0, and waits
// for all. A fault in one becomes a fault of the caller, who may survive it: in
// a goroutine of its own it would end the process.
func together(n int, work func(int)) {
	if n == 1 {
		work(0)
		return
	}
	var wait sync.WaitGroup
	var fault atomic.Pointer[string]
	for i := range n {
		wait.Go(func() {
			defer func() {
				if f := recover(); f != nil {
					text := fmt.Sprintf("%v\n%s", f, debug.Stack())
					fault.Store(&text)
				}
			}()
			work(i)
		})
	}
	wait.Wait()
	if f := fault.Load(); f != nil {
		panic(*f)
	}
}

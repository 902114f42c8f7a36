package server

import (
	"runtime"
	"testing"

	"geosrv/server/answer"
	"geosrv/server/listen"
)

// TestHandsOfCores: beside what is served half of the cores build, whatever serve gives
// Go beside them.
func TestHandsOfCores(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for cores, want := range map[int]int{1: 1, 2: 1, 3: 1, 4: 2, 8: 4, 64: 32} {
		runtime.GOMAXPROCS(cores + listen.Spare)
		if got := answer.Hands(true); got != want {
			t.Errorf("%d of %d cores build, want %d", got, cores, want)
		}
	}
}

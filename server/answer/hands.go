package answer

import "runtime"

// spare is how many processors a program that serves gives Go beside those that
// answer: listen.Spare, which a test holds equal.
const spare = 2

// Hands is how many goroutines may work at once at a plan, a world or its files: as
// many as Go has processors before anybody is served, and half as many as there are
// cores, at least one, from then on. Go has more processors than there are cores. If all
// of them build, each for 10 ms and more, a verdict waits in line behind them.
func Hands(serving bool) int {
	n := runtime.GOMAXPROCS(0)
	if serving {
		n = max(1, (n-spare)/2)
	}
	return n
}

package answer

import "runtime"

// spare is how many processors a program that serves gives Go beside those that
// answer.
const spare = 2

// Hands is how many goroutines may work at once at a plan, a world or its files: as
// many as Go has processors before anybody is served, and later one for two cores.
// As many goroutines as processors, which are more than there are cores, keep each of
// them for 10 ms and more, and a verdict waits in line behind all of them.
func Hands(serving bool) int {
	n := runtime.GOMAXPROCS(0)
	if serving {
		n = max(1, (n-spare)/2)
	}
	return n
}

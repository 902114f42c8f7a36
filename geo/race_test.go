//go:build race

package geo

// underRace says that the race detector runs, which makes the big tests ten times
// slower: they take a sample then.
const underRace = true

//go:build race

package server

// underRace says that the race detector runs, which makes big tests ten times
// slower: they take a sample then.
const underRace = true

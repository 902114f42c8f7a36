//go:build race

package health_test

// underRace says that the race detector runs, which makes pure and long
// simulations ten times slower and finds nothing in them: they take a sample.
const underRace = true

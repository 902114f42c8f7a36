//go:build !race

package health_test

const underRace = false

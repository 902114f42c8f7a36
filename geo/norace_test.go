//go:build !race

package geo

const underRace = false

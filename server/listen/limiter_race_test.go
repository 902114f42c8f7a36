//go:build race

package listen

// floodSeconds is less where the race detector makes each reply ten times as
// dear.
const floodSeconds = 2

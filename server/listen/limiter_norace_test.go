//go:build !race

package listen

// floodSeconds is how long the large flood of the limiter's tests lasts.
const floodSeconds = 60

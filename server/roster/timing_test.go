package roster

import (
	"testing"

	"geosrv/health"
	"geosrv/server/config"
)

// TestDefaultTiming: configuration and health, which do not know each other,
// mean the same by a default.
func TestDefaultTiming(t *testing.T) {
	if is, want := health.Timing(config.DefaultTiming()), health.DefaultTiming(); is != want {
		t.Errorf("config %+v, health %+v", is, want)
	}
}

package roster

import (
	"strings"
	"testing"
)

// TestBudgetOfProbes: two endpoints of three attempts, 3 s each 5 s, are 3.6
// at once; no endpoint has more than its attempts under way.
func TestBudgetOfProbes(t *testing.T) {
	for _, c := range []struct{ probe, want string }{
		{"", ""},
		{"probe: {max_in_flight: 4}", ""},
		{
			"probe: {max_in_flight: 3}",
			"geosrv.yaml:2:24: 2 endpoints need up to 4 probes under way at once, and max_in_flight is 3",
		},
		{"probe: {max_in_flight: 3, attempts: 2}", ""},
		{"probe: {max_in_flight: 3, interval: 10s}", ""},
		{"probe: {max_in_flight: 6, interval: 100ms}", ""},
		{
			"probe: {max_in_flight: 5, interval: 100ms}",
			"geosrv.yaml:2:24: 2 endpoints need up to 6 probes under way at once, and max_in_flight is 5",
		},
	} {
		_, err := join(t, "profile: lync\n"+c.probe+two+"steer: [{name: _sip._tls.x.example}]\n", twoZone(sip))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want+" (probe less often")) {
			t.Errorf("%s: %v, want %s", c.probe, err, c.want)
		}
	}
}

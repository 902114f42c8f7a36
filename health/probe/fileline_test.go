package probe

import (
	"net/netip"
	"testing"

	"geosrv/health"
)

// FuzzVerdicts reads any file: a verdict of the four, or an error, and other
// lines before it change nothing.
func FuzzVerdicts(f *testing.F) {
	f.Add("192.0.2.13:443 down disk full\n192.0.2.13 up\n")
	f.Add("# all\n[::ffff:192.0.2.13]:443\tdrain\r\n")
	f.Add("192.0.2.13 up\n192.0.2.13 up")
	at := netip.MustParseAddrPort("192.0.2.13:443")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := verdictOf([]byte(text), at)
		switch {
		case err != nil && o != (health.Observation{}):
			t.Errorf("%v and %v", o, err)
		case err == nil && o.Reason != health.ReasonOK && o.Reason != health.ReasonMonitor:
			t.Errorf("reason %q", o.Reason)
		}
		again, err2 := verdictOf([]byte("192.0.2.14 down\nedge1 what\n"+text), at)
		if again != o || (err == nil) != (err2 == nil) {
			t.Errorf("alone %v, %v; behind others %v, %v", o, err, again, err2)
		}
	})
}

package edge

import (
	"net/netip"
	"testing"
)

// TestPortsOfTheirOwn: two edges never get the same port. It is one in 28,000:
// with six hundred of them some would.
func TestPortsOfTheirOwn(t *testing.T) {
	for what, udp := range map[string]bool{"tcp": false, "udp": true} {
		t.Run(what, func(t *testing.T) {
			seen := map[netip.AddrPort]bool{}
			for range 600 {
				h, err := reserve(udp, netip.MustParseAddrPort("127.0.0.1:0"))
				if err != nil {
					t.Fatal(err)
				}
				defer h.Close()
				if seen[h.addr] {
					t.Fatalf("%s twice, after %d", h.addr, len(seen))
				}
				seen[h.addr] = true
			}
		})
	}
}

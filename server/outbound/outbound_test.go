package outbound

import (
	"slices"
	"strings"
	"testing"

	"geosrv/server/answer/smallworld"
)

// TestOf: a group decides a service that leaves us by its SRV records, or by the
// addresses of the name that they point at.
func TestOf(t *testing.T) {
	r := smallworld.Of(t, smallworld.TwoSites+`groups:
  federation: {policy: one, pools: [ams, nyc], sets: [sip.contoso.com], service: {check: tcp, port: 5061}}
  chat: {policy: one, pools: [ams, nyc], sets: [_xmpp-server._tcp.contoso.com]}
`, nil, smallworld.TwoSitesZone+`sip A 192.0.2.11
_sipfederationtls._tcp SRV 0 0 5061 sip
_xmpp-server._tcp SRV 0 0 5269 access-ams
                  SRV 5 0 5269 access-nyc
`).Roster
	got := map[string][]Way{}
	for g, ways := range Of(r) {
		got[r.Groups[g].Name] = ways
	}
	for _, c := range []struct {
		group, says string
		ways        []Way
	}{
		{"federation", "federation route of every site to the Edge pool of nyc", []Way{Federation}},
		{"chat", "XMPP federation route to the Edge pool of nyc", []Way{XMPP}},
	} {
		if !slices.Equal(got[c.group], c.ways) || !strings.Contains(c.ways[0].Repoint("nyc"), c.says) {
			t.Errorf("%s: %v, want %v; %s", c.group, got, c.ways, c.ways[0].Repoint("nyc"))
		}
	}
	if ways, is := got["_sip._tls.contoso.com"]; is {
		t.Errorf("the ladder: %v", ways)
	}
}

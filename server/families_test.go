package server

import (
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

// TestFamilyOfAnotherName: two names of a group are roles of the same pools,
// and ams has IPv6 for the first name only. The AAAA of the second comes from
// the next pool that has one: an answer is never empty.
func TestFamilyOfAnotherName(t *testing.T) {
	w := smallworld.Of(t, `
sites: {ams: {at: [52.37, 4.90]}, nyc: {at: [40.71, -74.01]}}
pools:
  ams: {site: ams, names: {web: [web-ams.x.example], sip: [sip-ams.x.example]}}
  nyc: {site: nyc, names: {web: [web-nyc.x.example], sip: [sip-nyc.x.example]}}
groups:
  both: {policy: one, pools: [ams, nyc], sets: [web.x.example, sip.x.example]}
`, nil, `$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
web-ams A 192.0.2.1
web-ams AAAA 2001:db8::1
sip-ams A 192.0.2.2
web-nyc A 198.51.100.1
web-nyc AAAA 2001:db8:1::1
sip-nyc A 198.51.100.2
sip-nyc AAAA 2001:db8:1::2
web A 192.0.2.1
web AAAA 2001:db8::1
sip A 192.0.2.2
sip AAAA 2001:db8:1::2
`)
	var c answer.Composer
	plan := c.Compose(w, answer.NewInputs(w.Roster))
	for name, want := range map[string]string{"web.x.example": "2001:db8::1", "sip.x.example": "2001:db8:1::2"} {
		r := exchange(t, plan, question(name, dns.TypeAAAA, ""), netip.MustParseAddr("192.0.2.200"))
		if len(r.Answer) != 1 || r.Answer[0].(*dns.AAAA).AAAA.String() != want {
			t.Errorf("%s: %v, want %s", name, r.Answer, want)
		}
	}
}

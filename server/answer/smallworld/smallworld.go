package smallworld

import (
	"strings"
	"testing"

	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

// Of builds a world from the text of a configuration and of zones, without a
// database. prev, the world before, may be nil. What does not build ends the test.
func Of(t testing.TB, yaml string, prev *answer.World, texts ...string) *answer.World {
	t.Helper()
	c, err := config.Parse("geosrv.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	var sources []roster.Source
	for _, text := range texts {
		z, err := zones.Read("test.zone", strings.NewReader(text), "")
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, roster.Source{Zone: z, Profile: c.Profile})
	}
	r, err := roster.Build(c, sources)
	if err != nil {
		t.Fatal(err)
	}
	w, err := answer.NewWorld(r, nil, prev, answer.Hands(prev != nil))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TwoSites is a configuration: pools in Amsterdam and New York, and the ladder
// _sip._tls.contoso.com over both. 10.1.0.0/16 is in Amsterdam, 10.2.0.0/16 in New
// York.
const TwoSites = `profile: lync
zones: [x.zone]
geo:
  networks: {10.1.0.0/16: ams, 10.2.0.0/16: nyc, "2001:db8::/32": ams}
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
pools:
  ams: {site: ams, names: [access-ams.contoso.com]}
  nyc: {site: nyc, names: [access-nyc.contoso.com]}
steer:
  - {name: _sip._tls.contoso.com}
`

// TwoSitesZone is its zone: one address for each pool.
const TwoSitesZone = `$ORIGIN contoso.com.
$TTL 60
@ SOA ns1 hostmaster 1 7200 900 1209600 60
  NS  ns1
ns1 A 192.0.2.53
access-ams A 192.0.2.11
access-nyc A 198.51.100.11
_sip._tls SRV 10 10 443 access-ams
          SRV 20 10 443 access-nyc
`

package roster

import (
	"strings"
	"testing"

	"geosrv/server/config"
	"geosrv/server/steer"
	"geosrv/zones"
)

// join builds a roster from the text of a configuration and of zones.
func join(t testing.TB, yaml string, texts ...string) (*Roster, error) {
	t.Helper()
	c, err := config.Parse("geosrv.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	var sources []Source
	for _, text := range texts {
		z, err := zones.Read("test.zone", strings.NewReader(text), "")
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, Source{Zone: z, Profile: c.Profile})
	}
	return Build(c, sources)
}

// apex begins a zone.
func apex(origin string) string {
	return "$ORIGIN " + origin + ".\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n"
}

// two are the sites and pools of most tests, and twoZone what they own.
const two = `
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}
pools:
  ams: {site: ams, names: [a.x.example]}
  nyc: {site: nyc, names: [n.x.example]}
`

func twoZone(more string) string {
	return apex("x.example") + "a A 192.0.2.1\nn A 198.51.100.1\n" + more
}

func groupOf(t testing.TB, r *Roster, name string) *Group {
	t.Helper()
	for i := range r.Groups {
		if r.Groups[i].Name == name {
			return &r.Groups[i]
		}
	}
	t.Fatalf("no group %s", name)
	return nil
}

// TestPolicyOfAnotherKind says one of an owner whose preset is a ladder by
// distance: a gateway for the world must not become one for each region.
func TestPolicyOfAnotherKind(t *testing.T) {
	r, err := join(t, "profile: xmpp"+two+"steer: [{name: _xmpp-server._tcp.x.example, policy: gateway}]\n",
		twoZone("_xmpp-server._tcp SRV 0 0 5269 a\n_xmpp-server._tcp SRV 0 0 5269 n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g := groupOf(t, r, "_xmpp-server._tcp.x.example"); g.Policy.By != steer.Listed || !g.Policy.TakeoverCommand || g.List >= 0 {
		t.Errorf("policy is %+v, site list %d; want listed, takeover by command, no list", g.Policy, g.List)
	}
}

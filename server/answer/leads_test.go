package answer_test

import (
	"maps"
	"testing"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

// TestLeads: who reads an SRV set takes the lowest priority, by the weights that
// are answered; who asks for an address is led to one pool.
func TestLeads(t *testing.T) {
	t.Parallel()
	w := smallworld.Of(t, `
zones: []
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}
pools:
  a: {site: ams, names: [a.example.com]}
  b: {site: nyc, names: [b.example.com]}
  c: {site: nyc, names: [c.example.com]}
steer:
  - {name: _sip._tls.example.com, policy: ladder, by: zone, service: {check: tcp}}
  - {name: www.example.com, policy: one, by: listed, pools: [b, a], service: {check: tcp, port: 443}}
`, nil, `$ORIGIN example.com.
$TTL 60
@         SOA ns1 hostmaster 1 7200 900 1209600 60
          NS  ns1
ns1       A   192.0.2.53
_sip._tls SRV 10 30 443 a
_sip._tls SRV 10 10 443 b
_sip._tls SRV 20 10 443 c
a         A   192.0.2.1
b         A   192.0.2.2
c         A   192.0.2.3
www       A   192.0.2.1
`)
	r := w.Roster
	in := answer.NewInputs(r)
	led := func(name string) map[string]float64 {
		out := map[string]float64{}
		for i := range r.Sets {
			s := &r.Sets[i]
			if s.Owner.Text() != name {
				continue
			}
			o := w.Outlooks(in, []int32{s.Group})[0]
			for c, part := range o.Leads(s, 0) {
				out[r.Pools[r.Groups[s.Group].Candidates[c].Pool].Name] = part
			}
		}
		return out
	}
	for _, c := range []struct {
		name string
		want map[string]float64
	}{
		{"_sip._tls.example.com", map[string]float64{"a": 0.75, "b": 0.25}},
		{"www.example.com", map[string]float64{"b": 1}},
	} {
		if got := led(c.name); !maps.Equal(got, c.want) {
			t.Errorf("%s leads to %v, want %v", c.name, got, c.want)
		}
	}
	in.Pools[0], in.Pools[1] = answer.Maintenance, answer.Maintenance
	if got := led("_sip._tls.example.com"); !maps.Equal(got, map[string]float64{"c": 1}) {
		t.Errorf("without a and b it leads to %v", got)
	}
	for g := range in.Disabled {
		in.Disabled[g] = true
	}
	if got := led("_sip._tls.example.com"); len(got) != 0 {
		t.Errorf("disabled, it leads to %v", got)
	}
}

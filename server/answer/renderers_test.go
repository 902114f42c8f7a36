package answer_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

// TestRenderersAgree: however many cores render, the plan is the same, made from
// nothing or updated.
func TestRenderersAgree(t *testing.T) {
	var zone, names strings.Builder
	zone.WriteString("$ORIGIN contoso.com.\n$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i := range 200 {
		for p, pool := range [...]string{"ams", "nyc"} {
			fmt.Fprintf(&zone, "_sip._tls.c%d SRV %d 10 443 access%d-%s\naccess%d-%s A 192.0.2.%d\n", i, 10+10*p, i, pool, i, pool, 2*i%250+p+1)
		}
	}
	for p, pool := range [...]string{"ams", "nyc"} {
		fmt.Fprintf(&names, "  %s: {site: %s, names: [", pool, pool)
		for i := range 200 {
			fmt.Fprintf(&names, "access%d-%s.contoso.com, ", i, [...]string{"ams", "nyc"}[p])
		}
		names.WriteString("]}\n")
	}
	yaml := `profile: lync
zones: [x.zone]
geo: {networks: {10.1.0.0/16: ams, 10.2.0.0/16: nyc}}
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
pools:
` + names.String() + `steer:
  - {names: ["_sip._tls.*.contoso.com"]}
`
	w := smallworld.Of(t, yaml, nil, zone.String())
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	plans := func(processors int) (p, updated *answer.Plan) {
		runtime.GOMAXPROCS(processors)
		in := answer.NewInputs(w.Roster)
		var c answer.Composer
		p = c.Compose(w, in)
		var groups []int32
		for i := range in.Verdicts {
			if i%3 == 0 {
				in.Verdicts[i].Standing = health.Silent
				groups = append(groups, w.Roster.EndpointGroups[i]...)
			}
		}
		return p, c.Update(p, in, groups)
	}
	one, oneUpdated := plans(4)   // one renders
	many, manyUpdated := plans(8) // three do
	if !one.Equal(many) || !oneUpdated.Equal(manyUpdated) {
		t.Error("three renderers make another plan than one")
	}
	if one.Equal(oneUpdated) {
		t.Error("an update with a third of the endpoints silent changes nothing")
	}
}

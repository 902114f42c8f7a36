package server

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/answer/smallworld"
)

// TestAdoptForgets: states follow endpoints by their keys, and those of
// endpoints that are gone do not stay behind.
func TestAdoptForgets(t *testing.T) {
	p := NewPublisher(slog.New(slog.DiscardHandler))
	const stays, goes = "sip/tls 192.0.2.11:443 name=access-ams.contoso.com", "sip/tls 198.51.100.11:443 name=access-nyc.contoso.com"
	down := health.State{Phase: health.PhaseDown, Ever: true}
	p.states[stays], p.states[goes] = down, down // remembered: that was acted on
	p.adopt(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone))
	p.verdicts(map[string]health.State{"nobody": down}, time.Now())
	if len(p.states) != 2 {
		t.Fatalf("%d states, want those of the two endpoints", len(p.states))
	}
	p.adopt(smallworld.Of(t, smallworld.TwoSites, nil, strings.ReplaceAll(smallworld.TwoSitesZone, "198.51.100.11", "198.51.100.12")))
	if _, ok := p.states[stays]; !ok || len(p.states) != 1 {
		t.Errorf("states %v, want that of %s", p.states, stays)
	}
	if v := p.in.Verdicts[p.index[stays]]; v.Standing != health.Silent {
		t.Errorf("%s stands %s behind a reload, want silent", stays, v.Standing)
	}
	if v := p.in.Verdicts[1-p.index[stays]]; v != (health.Verdict{Never: true}) {
		t.Errorf("verdict %v, want the new endpoint as never asked", v)
	}
}

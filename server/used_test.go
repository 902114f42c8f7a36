package server

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/survey"
)

// TestStatusUsedBy: the status of a pool lists who would miss it: every group of
// which it is a candidate, with the sets, its own host names too.
func TestStatusUsedBy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(time.Minute)
		got := map[string][]string{}
		for _, p := range survey.Of(n.picture()).Status().Pools {
			for _, u := range p.UsedBy {
				got[p.Name] = append(got[p.Name], u.Group+" "+u.Policy+": "+strings.Join(u.Sets, ", "))
			}
			slices.Sort(got[p.Name])
		}
		const (
			trunk = "trunk ladder: _a._tcp.x.example SRV, _b._tcp.x.example SRV"
			fed   = "fed one: fed.x.example A"
			gate  = "gate one: _g._tcp.x.example SRV"
			web   = "web.x.example one: web.x.example A"
			z     = "_z._tcp.x.example ladder: _z._tcp.x.example SRV"
		)
		host := func(h string) string {
			return h + ".x.example members: " + h + ".x.example A, " + h + ".x.example AAAA"
		}
		for pool, want := range map[string][]string{
			"p0": {z, fed, host("h0"), trunk},
			"p1": {z, fed, gate, host("h1"), trunk, web},
			"p2": {z, fed, host("h2"), trunk, web},
			"p3": {z, gate, host("h3"), trunk, web},
		} {
			if !slices.Equal(got[pool], want) {
				t.Errorf("%s\n got  %s\n want %s", pool, strings.Join(got[pool], "\n      "), strings.Join(want, "\n      "))
			}
		}
		n.kill()
	})
}

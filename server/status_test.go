package server

import (
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
	"geosrv/server/survey"
)

// TestStatusWarns: what a probe warns of, such as a certificate that ends soon,
// is in the status of its endpoint.
func TestStatusWarns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.begin(somePieces())
		time.Sleep(time.Minute)
		key := n.picture().World.Roster.Endpoints[0].Key()
		const ends = "the certificate ends on 2026-12-01"
		n.run.Close()
		n.pub.Report(key, health.State{Phase: health.PhaseUp, Ever: true, Last: health.Observation{Reason: "ok", Warn: ends}}, health.Observation{})
		synctest.Wait()
		for _, e := range survey.Of(n.picture()).Status().Endpoints {
			if want := map[string]string{key: ends}[e.Key]; e.Warn != want {
				t.Errorf("%s warns %q, want %q", e.Key, e.Warn, want)
			}
		}
		n.kill()
	})
}

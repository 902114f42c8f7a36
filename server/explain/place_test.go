package explain

import (
	"strings"
	"testing"
	"time"

	"geosrv/server/answer/smallworld"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
)

// TestExplainNobodysPlace: who says no address is at an unknown place, also where
// a network holds the address that means none.
func TestExplainNobodysPlace(t *testing.T) {
	w := smallworld.Of(t, strings.Replace(smallworld.TwoSites, "networks: {", "networks: {0.0.0.0/8: nyc, ", 1), nil, smallworld.TwoSitesZone)
	pic := picture.Supposed(w, &operator.Ledger{}, time.Unix(1_700_000_000, 0))
	x, _, err := Answer(pic, nil, control.Explain{Name: "_sip._tls.contoso.com", Type: "SRV"})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Candidates) == 0 || x.Candidates[0].Pool != "ams" {
		t.Errorf("%+v, want the first as listed", x.Candidates)
	}
}

package server

import (
	"strings"
	"testing"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/explain"
	"geosrv/server/operator"
	"geosrv/server/picture"
)

// TestExplainNobodysPlace: who says no address is at an unknown place, also where
// a network holds the address that means none.
func TestExplainNobodysPlace(t *testing.T) {
	w := worldOf(t, strings.Replace(twoSites, "networks: {", "networks: {0.0.0.0/8: nyc, ", 1), nil, twoSitesZone)
	pic := &picture.Picture{
		At: time.Unix(1_700_000_000, 0), World: w, Inputs: answer.NewInputs(w.Roster),
		Ledger: &operator.Ledger{}, Said: &operator.Ledger{}, File: &operator.Ledger{},
	}
	x, _, err := explain.Answer(pic, nil, control.Explain{Name: "_sip._tls.contoso.com", Type: "SRV"})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Candidates) == 0 || x.Candidates[0].Pool != "ams" {
		t.Errorf("%+v, want the first as listed", x.Candidates)
	}
}

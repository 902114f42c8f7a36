package explain

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
)

// TestQuestions: who cannot be understood is told what a question looks like.
func TestQuestions(t *testing.T) {
	for _, c := range []struct {
		e    control.Explain
		want string // the first pool, or the error
	}{
		{control.Explain{Name: "_sip._tls.contoso.com", Type: "srv", From: "10.2.3.4"}, "nyc"},
		{control.Explain{Name: "_sip._tls.contoso.com.", Type: "TYPE33", From: "10.1.0.0/16"}, "ams"},
		{control.Explain{Name: "_sip._tls.contoso.com", Type: "SRV", From: "::ffff:10.2.3.4"}, "nyc"},
		{control.Explain{Name: "_sip._tls.contoso.com", Type: "SRV", From: "10.2.3.4", Down: []string{"nyc"}}, "ams"},
		{control.Explain{Type: "SRV"}, `"" is no name (such as _sip._tls.example.com)`},
		{control.Explain{Name: "contoso.com", Type: "SRVX"}, `"SRVX" is no type of records (such as SRV, A or AAAA)`},
		{control.Explain{Name: "contoso.com", Type: "A", From: "ams"}, `--from: "ams" is no address (such as 192.0.2.7, 2001:db8::7 or 192.0.2.0/24)`},
		{control.Explain{Name: "contoso.com", Type: "A", From: "0.0.0.0/0"}, "--from: 0.0.0.0/0 says nothing of the asker: his resolver hides him and is taken for him (say the resolver's address)"},
		{control.Explain{Name: "contoso.com", Type: "A", Down: []string{"berlin"}}, `--down: nothing is called "berlin" (say site:, pool:, role:, server: or addr:)`},
	} {
		x, holds, err := Answer(pictured(t), nil, c.e)
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case len(x.Candidates) > 0 && holds:
			got = x.Candidates[0].Pool
		}
		if got != c.want {
			t.Errorf("%+v: %s\nwant %s", c.e, got, c.want)
		}
	}
}

// TestHolds: a plan of another moment answers otherwise, and does not hold.
func TestHolds(t *testing.T) {
	e := control.Explain{Name: "_sip._tls.contoso.com", Type: "SRV", From: "10.1.0.1"}
	pic := pictured(t)
	plan := new(answer.Composer).Compose(pic.World, pic.Inputs)
	if x, holds, err := Answer(pic, plan, e); err != nil || !holds {
		t.Errorf("of its moment: %v, %v, %v", x, holds, err)
	}
	if _, err := pic.Suppose("ams"); err != nil {
		t.Fatal(err)
	}
	x, holds, err := Answer(pic, plan, e)
	if err != nil || holds {
		t.Errorf("of the moment before: %v, %v", holds, err)
	}
	if got := fmt.Sprint(x.Answer.Answer); !strings.Contains(got, "10 10 443 access-ams.contoso.com.") {
		t.Errorf("it explains what the plan answers, not %s", got)
	}
}

func pictured(t *testing.T) *picture.Picture {
	t.Helper()
	return picture.Supposed(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), &operator.Ledger{}, time.Unix(1_700_000_000, 0))
}

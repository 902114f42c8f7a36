package picture

import (
	"fmt"
	"testing"
	"time"

	"geosrv/server/answer/smallworld"
	"geosrv/server/operator"
)

// TestSuppose: what is taken for down is answered last, and nothing else moves.
func TestSuppose(t *testing.T) {
	for _, c := range []struct{ down, selector, leader string }{
		{"ams", "pool:ams", "nyc"},
		{"addr:192.0.2.11", "addr:192.0.2.11", "nyc"},
		{"site:nyc", "site:nyc", "ams"},
		{"berlin", "", "ams"},
	} {
		pic := supposed(t, "")
		selector, err := pic.Suppose(c.down)
		if selector != c.selector || (err == nil) != (c.selector != "") {
			t.Errorf("%s: %q, %v", c.down, selector, err)
		}
		if got := leader(pic); got != c.leader {
			t.Errorf("%s down: led to %s, want %s", c.down, got, c.leader)
		}
	}
}

// TestSupposed: with nothing running everything is up, but for what the file says.
func TestSupposed(t *testing.T) {
	for file, want := range map[string]string{
		"": "ams false", "drain pool:ams\n": "nyc false", "drain pool:ams\ndrain pool:nyc\n": "ams false", "freeze\n": "ams true",
	} {
		pic := supposed(t, file)
		if got := fmt.Sprint(leader(pic), " ", pic.Frozen); got != want || pic.Inputs.Frozen != pic.Frozen {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
	}
}

// supposed is a picture of two sites with an overrides file.
func supposed(t *testing.T, file string) *Picture {
	t.Helper()
	ledger, err := operator.Parse("overrides", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return Supposed(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), ledger, time.Unix(1_700_000_000, 0))
}

// leader is the pool that the ladder leads the unknown place to.
func leader(pic *Picture) string {
	outlooks := pic.Outlooks(pic.Inputs)
	for g := range outlooks {
		if pic.World.Roster.Groups[g].Name == "_sip._tls.contoso.com" {
			return Leader(pic.World.Roster, int32(g), &outlooks[g])
		}
	}
	return "no group"
}

package answer_test

import (
	"math"
	"slices"
	"testing"

	"geosrv/server/answer/smallworld"
)

// TestPlaces: shares are of the addresses whose place is known, and not of the
// kinds of places, of which one may be a continent and another an island. The first order is of the
// unknown place.
func TestPlaces(t *testing.T) {
	const zone = "$ORIGIN x.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n" +
		"_sip._tls SRV 10 1 443 a\n_sip._tls SRV 20 1 443 b\na A 192.0.2.1\nb A 192.0.2.2\n"
	const estate = "profile: lync\nzones: [x.zone]\nsites: {a: {at: [52, 5]}, b: {at: [41, -74]}}\n" +
		"pools: {a: {site: a, names: [a.x.example]}, b: {site: b, names: [b.x.example]}}\nsteer: [{name: _sip._tls.x.example}]\n"
	for networks, want := range map[string][]float64{
		"{10.0.0.0/8: b, 192.168.0.0/16: a}":       {0, 256.0 / 257, 1.0 / 257},
		"{10.0.0.0/8: b, 10.0.0.0/9: a}":           {0, 0.5, 0.5},
		`{"2001:db8::/32": b, "2001:db9::/32": a}`: {1.0 / 3, 1.0 / 3, 1.0 / 3}, // no IPv4: classes, the unknown one too
		`{10.0.0.0/8: b, "2001:db9::/32": a}`:      {0, 1, 0},
	} {
		w := smallworld.Of(t, estate+"geo: {networks: "+networks+"}\n", nil, zone)
		for g := range w.Roster.Groups {
			if w.Roster.Groups[g].List < 0 {
				continue
			}
			got := w.Places(int32(g))
			if !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
				t.Errorf("%s: %v, want %v", networks, got, want)
			}
		}
	}
}

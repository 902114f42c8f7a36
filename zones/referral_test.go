package zones

import "testing"

func TestReferral(t *testing.T) {
	z := mustRead(t, "example.com", head+`sub NS ns.sub
ns.sub A 192.0.2.2
deep.sub NS ns.sub
*.sub A 192.0.2.3
a.b.cut NS ns1
`)
	checkMatches(t, z, [][2]string{
		{"sub.example.com", "referral sub.example.com. 0"},
		{"ns.sub.example.com", "referral sub.example.com. 1"}, // glue is not an answer
		{"x.sub.example.com", "referral sub.example.com. 1"},  // nor is a wildcard below a cut
		{"x.y.sub.example.com", "referral sub.example.com. 2"},
		{"deep.sub.example.com", "referral sub.example.com. 1"}, // the higher cut wins
		{"x.deep.sub.example.com", "referral sub.example.com. 2"},
		{"cut.example.com", "exact cut.example.com. 0"},
		{"z.cut.example.com", "no name cut.example.com. 1"},
		{"q.a.b.cut.example.com", "referral a.b.cut.example.com. 1"},
		{"example.com", "exact example.com. 0"}, // NS at the apex delegate nothing
	})
	glue, ok := z.Find(mustName(t, "ns.sub.example.com"))
	if !ok {
		t.Fatal("Find does not find glue")
	}
	sub, _ := z.Find(mustName(t, "sub.example.com"))
	if cut, ok := z.Cut(glue); !ok || cut != sub || !z.Below(glue) || z.HasCut(glue) {
		t.Errorf("glue: cut %d %v, below %v, at %v", cut, ok, z.Below(glue), z.HasCut(glue))
	}
	if z.Below(sub) || !z.HasCut(sub) {
		t.Errorf("cut: below %v, at %v", z.Below(sub), z.HasCut(sub))
	}
	if _, ok := z.Cut(0); ok || z.HasCut(0) {
		t.Error("the apex is a cut")
	}
}

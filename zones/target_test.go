package zones

import "testing"

// TargetHash is the hash of Target, whatever the case, and AsksMore knows all
// types that ask.
func TestTargetHash(t *testing.T) {
	z := mustRead(t, "example.com", head+"s SRV 1 2 3 Www.Example.NET.\nm MX 1 @\nd DNAME .\nc CNAME x\np PTR p\nh HTTPS 1 ns1\nn NAPTR 1 2 \"s\" \"\" \"\" s\nt TXT t\n")
	targets := 0
	for id := range int32(z.NumSets()) {
		set := z.Set(id)
		for _, rdata := range set.Records {
			target, ok := set.Target(rdata)
			hash, same := set.TargetHash(rdata)
			if ok != same || ok && hash != target.Hash() {
				t.Errorf("%s: hash %x, %t, of %s", typeName(set.Type), hash, same, target)
			}
			if ok {
				targets++
			}
			if _, asks := set.Additional("\x00", rdata); asks && !AsksMore(set.Type) {
				t.Errorf("%s asks for more", typeName(set.Type))
			}
		}
	}
	if targets != 6 {
		t.Errorf("%d targets, want 6", targets)
	}
	if AsksMore(typeA) || AsksMore(typeCNAME) || !AsksMore(typeNAPTR) {
		t.Error("AsksMore of A, CNAME or NAPTR")
	}
}

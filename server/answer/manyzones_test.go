package answer_test

import (
	"fmt"
	"testing"
)

// TestManyZones: 10,000 zones, each second one the child of the one before, are
// loaded and found.
func TestManyZones(t *testing.T) {
	const parents = 5000
	texts := make([]string, 0, 2*parents)
	for i := range parents {
		texts = append(texts,
			fmt.Sprintf("$ORIGIN z%d.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n"+
				"child NS ns.child\nchild DS 1 13 2 %064x\nns.child A 192.0.2.90\nto CNAME www.child.z%d.example.\n", i, i, (i+1)%parents),
			fmt.Sprintf("$ORIGIN child.z%d.example.\n$TTL 300\n@ SOA ns hostmaster %d 7200 900 1209600 60\n NS ns\nns A 198.51.100.90\nwww A 10.1.%d.%d\n",
				i, i, i>>8, i&255))
	}
	s := serve(t, texts...)
	for i := 0; i < parents; i += 97 {
		s.expect(fmt.Sprintf(`
;; www.child.z%[1]d.example. A
;; NOERROR aa
www.child.z%[1]d.example. 300 IN A 10.1.%[2]d.%[3]d

;; x.child.z%[1]d.example. A
;; NXDOMAIN aa
;; AUTHORITY
child.z%[1]d.example. 60 IN SOA ns.child.z%[1]d.example. hostmaster.child.z%[1]d.example. %[1]d 7200 900 1209600 60

;; child.z%[1]d.example. DS
;; NOERROR aa
child.z%[1]d.example. 300 IN DS 1 13 2 %064[4]X

;; x.z%[1]d.example. A
;; NXDOMAIN aa
;; AUTHORITY
z%[1]d.example. 60 IN SOA ns.z%[1]d.example. hostmaster.z%[1]d.example. 1 7200 900 1209600 60
`, i, i>>8, i&255, i))
	}
	s.expect(`
;; z5000.example. A
;; REFUSED

;; example. A
;; REFUSED

# an alias into another of the zones, z4999 to z0
;; to.z4999.example. A
;; NOERROR aa
to.z4999.example. 300 IN CNAME www.child.z0.example.
www.child.z0.example. 300 IN A 10.1.0.0
`)
}

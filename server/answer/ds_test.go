package answer_test

import "testing"

// TestDS: DS is the parent's to answer, at the cut and nowhere else (RFC 4035
// 3.1.4.1, RFC 4034 5).
func TestDS(t *testing.T) {
	signed := `$ORIGIN child.p.example.
$TTL 900
@ SOA ns hostmaster 7 7200 900 1209600 30
  NS  ns
ns A 198.51.100.90
ds CNAME child.p.example.
up CNAME p.example.
`
	// grand is delegated by other.p.example, which is not ours.
	grand := `$ORIGIN grand.other.p.example.
$TTL 900
@ SOA ns hostmaster 8 7200 900 1209600 30
  NS  ns
ns A 198.51.100.91
`
	// strange stands beside its parent, which does not delegate it.
	strange := `$ORIGIN strange.p.example.
$TTL 900
@ SOA ns hostmaster 9 7200 900 1209600 30
  NS  ns
ns A 198.51.100.92
`
	serve(t, parentZone, signed, grand, strange).expect(`
;; child.p.example. DS
;; NOERROR aa
child.p.example. 300 IN DS 12345 13 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766

# an alias from anywhere leads to the parent's
;; ds.child.p.example. DS
;; NOERROR aa
ds.child.p.example. 900 IN CNAME child.p.example.
child.p.example. 300 IN DS 12345 13 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766

# a cut without DS: NODATA of the parent
;; other.p.example. DS
;; NOERROR aa
;; AUTHORITY
p.example. 60 IN SOA ns.p.example. hostmaster.p.example. 1 7200 900 1209600 60

# below a cut it is a referral, as all else
;; ns1.other.p.example. DS
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

# a lower cut that the higher one hides
;; deep.other.p.example. DS
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

# inside of the child it is the child's
;; ns.child.p.example. DS
;; NOERROR aa
;; AUTHORITY
child.p.example. 30 IN SOA ns.child.p.example. hostmaster.child.p.example. 7 7200 900 1209600 30

# the parent that delegates is not ours: the child answers, as it has to
;; grand.other.p.example. DS
;; NOERROR aa
;; AUTHORITY
grand.other.p.example. 30 IN SOA ns.grand.other.p.example. hostmaster.grand.other.p.example. 8 7200 900 1209600 30

# nor does one answer that does not delegate
;; strange.p.example. DS
;; NOERROR aa
;; AUTHORITY
strange.p.example. 30 IN SOA ns.strange.p.example. hostmaster.strange.p.example. 9 7200 900 1209600 30

# no parent at all
;; p.example. DS
;; NOERROR aa
;; AUTHORITY
p.example. 60 IN SOA ns.p.example. hostmaster.p.example. 1 7200 900 1209600 60

;; up.child.p.example. DS
;; NOERROR aa
up.child.p.example. 900 IN CNAME p.example.
;; AUTHORITY
p.example. 60 IN SOA ns.p.example. hostmaster.p.example. 1 7200 900 1209600 60
`)
}

package answer_test

import "testing"

// TestOccluded: what a zone has below a cut, or beside one but for NS and DS,
// is nobody's to see but as glue (RFC 1034 4.2.1, RFC 2136 7.18).
func TestOccluded(t *testing.T) {
	serve(t, `$ORIGIN o.example.
$TTL 300
@          SOA ns hostmaster 1 7200 900 1209600 60
           NS  ns
ns         A   192.0.2.53
cut        NS  ns.cut
cut        TXT "beside the cut"
cut        A   192.0.2.9
ns.cut     A   192.0.2.90
           TXT "below the cut"
www.cut    CNAME ns
d.cut      DNAME ns
*.cut      A   192.0.2.10
sub.cut    NS  ns.sub.cut
ns.sub.cut A   192.0.2.91
mail       MX  5 www.cut
           MX  6 ns.cut
           MX  7 cut
           MX  8 ns
`).expect(`
;; cut.o.example. TXT
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

;; cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

;; ns.cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

# neither alias nor DNAME nor wildcard nor a lower cut counts
;; www.cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

;; x.d.cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

;; x.cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

;; ns.sub.cut.o.example. A
;; NOERROR
;; AUTHORITY
cut.o.example. 300 IN NS ns.cut.o.example.
;; ADDITIONAL
ns.cut.o.example. 300 IN A 192.0.2.90

# glue goes with referrals alone (RFC 2181 5.4.1)
;; mail.o.example. MX
;; NOERROR aa
mail.o.example. 300 IN MX 5 www.cut.o.example.
mail.o.example. 300 IN MX 6 ns.cut.o.example.
mail.o.example. 300 IN MX 7 cut.o.example.
mail.o.example. 300 IN MX 8 ns.o.example.
;; ADDITIONAL
ns.o.example. 300 IN A 192.0.2.53
`)
}

// TestChildWithoutCut: a zone that stands beside its parent without being
// delegated by it hides the parent's data all the same: the name is looked up in
// the nearest zone (RFC 1034 4.3.2 step 2), for additional sections too.
func TestChildWithoutCut(t *testing.T) {
	serve(t, `$ORIGIN o.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
www.kid  A   192.0.2.1
ns.kid   A   192.0.2.2
mail     MX  10 www.kid
         MX  20 ns.kid
`, `$ORIGIN kid.o.example.
$TTL 300
@        SOA ns hostmaster 3 7200 900 1209600 60
         NS  ns
ns       A   198.51.100.2
`).expect(`
;; www.kid.o.example. A
;; NXDOMAIN aa
;; AUTHORITY
kid.o.example. 60 IN SOA ns.kid.o.example. hostmaster.kid.o.example. 3 7200 900 1209600 60

;; mail.o.example. MX
;; NOERROR aa
mail.o.example. 300 IN MX 10 www.kid.o.example.
mail.o.example. 300 IN MX 20 ns.kid.o.example.
;; ADDITIONAL
ns.kid.o.example. 300 IN A 198.51.100.2
`)
}

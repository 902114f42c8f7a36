package answer_test

import "testing"

// TestEmptyNonTerminals: a name between others exists (RFC 4592 2.2.2, RFC 8020
// 2), whatever stands beside it.
func TestEmptyNonTerminals(t *testing.T) {
	serve(t, `$ORIGIN e.example.
$TTL 300
@               SOA ns hostmaster 1 7200 900 1209600 60
                NS  ns
ns              A   192.0.2.53
_sip._tls       SRV 10 10 443 ns
*.w             A   192.0.2.1
a.b.w           A   192.0.2.2
x.y.cut         NS  ns
dname.below     DNAME ns
`).expect(`
# a name of which only others below own data
;; _tls.e.example. SRV
;; NOERROR aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

# for ANY it is no different
;; _tls.e.example. ANY
;; NOERROR aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

# beside it there is nothing, and below a leaf neither
;; _tcp.e.example. SRV
;; NXDOMAIN aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

;; x._sip._tls.e.example. SRV
;; NXDOMAIN aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

# its sibling the wildcard does not answer for it
;; b.w.e.example. A
;; NOERROR aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

# nor for what is below it and does not exist
;; z.b.w.e.example. A
;; NXDOMAIN aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

;; other.w.e.example. A
;; NOERROR aa
other.w.e.example. 300 IN A 192.0.2.1

# names above a delegation and above a DNAME are ours
;; y.cut.e.example. NS
;; NOERROR aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

;; below.e.example. DNAME
;; NOERROR aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60

;; z.y.cut.e.example. NS
;; NXDOMAIN aa
;; AUTHORITY
e.example. 60 IN SOA ns.e.example. hostmaster.e.example. 1 7200 900 1209600 60
`)
}

package answer_test

import "testing"

// TestNegatives: NODATA and NXDOMAIN carry the SOA of the zone that said so,
// with the lower of its own TTL and its MINIMUM (RFC 2308 3 and 5).
func TestNegatives(t *testing.T) {
	serve(t, `$ORIGIN low.example.
@ 30  SOA ns hostmaster 1 7200 900 1209600 600
@ 300 NS  ns
ns 300 A 192.0.2.53
`, `$ORIGIN min.example.
@ 900 SOA ns hostmaster 1 7200 900 1209600 60
@ 300 NS  ns
ns 300 A 192.0.2.53
alias 300 CNAME nothing.low.example.
data  300 CNAME ns.low.example.
`, `$ORIGIN .
@ 900 SOA ns hostmaster 1 7200 900 1209600 60
@ 300 NS  ns
ns 300 A 192.0.2.53
`).expect(`
# the SOA's own TTL is the lower one
;; nothing.low.example. A
;; NXDOMAIN aa
;; AUTHORITY
low.example. 30 IN SOA ns.low.example. hostmaster.low.example. 1 7200 900 1209600 600

# MINIMUM is
;; ns.min.example. TXT
;; NOERROR aa
;; AUTHORITY
min.example. 60 IN SOA ns.min.example. hostmaster.min.example. 1 7200 900 1209600 60

# asked for, the SOA keeps its own
;; min.example. SOA
;; NOERROR aa
min.example. 900 IN SOA ns.min.example. hostmaster.min.example. 1 7200 900 1209600 60

# behind aliases it is the SOA and the rcode of the last name (RFC 6604 2, 3)
;; alias.min.example. A
;; NXDOMAIN aa
alias.min.example. 300 IN CNAME nothing.low.example.
;; AUTHORITY
low.example. 30 IN SOA ns.low.example. hostmaster.low.example. 1 7200 900 1209600 600

;; data.min.example. AAAA
;; NOERROR aa
data.min.example. 300 IN CNAME ns.low.example.
;; AUTHORITY
low.example. 30 IN SOA ns.low.example. hostmaster.low.example. 1 7200 900 1209600 600

# the root's name is one octet
;; nothing. A
;; NXDOMAIN aa
;; AUTHORITY
. 60 IN SOA ns. hostmaster. 1 7200 900 1209600 60

;; . MX
;; NOERROR aa
;; AUTHORITY
. 60 IN SOA ns. hostmaster. 1 7200 900 1209600 60

# types that never are data are not there (RFC 3597 5, RFC 8906 3.1.2)
;; ns.min.example. TYPE0
;; NOERROR aa
;; AUTHORITY
min.example. 60 IN SOA ns.min.example. hostmaster.min.example. 1 7200 900 1209600 60

;; ns.min.example. TYPE65535
;; NOERROR aa
;; AUTHORITY
min.example. 60 IN SOA ns.min.example. hostmaster.min.example. 1 7200 900 1209600 60
`)
}

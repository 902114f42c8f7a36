package answer_test

import "testing"

// TestExtendedErrors: why a query was refused (RFC 8914 4), to who has EDNS and
// an address that is proven by TCP. A reply by UDP has no room for it: it is
// never longer than the query.
func TestExtendedErrors(t *testing.T) {
	serve(t, plainZone).expect(`
# 20, Not Authoritative
;; www.elsewhere.test. A +tcp
;; REFUSED
;; OPT ede=20

;; example. SOA +tcp
;; REFUSED
;; OPT ede=20

# 18, Prohibited: transfers
;; x.example. AXFR +tcp
;; REFUSED
;; OPT ede=18

;; x.example. IXFR +tcp
;; REFUSED
;; OPT ede=18

# 21, Not Supported: other classes
;; x.example. A HS +tcp
;; REFUSED
;; OPT ede=21

;; x.example. A ANY +tcp
;; REFUSED
;; OPT ede=21

;; x.example. AXFR HS +tcp
;; REFUSED
;; OPT ede=21

# 30, Invalid Query Type: NXNAME (RFC 9824 3.5)
;; x.example. TYPE128 +tcp
;; FORMERR
;; OPT ede=30

;; x.example. TYPE128
;; FORMERR

# what is malformed besides, and a version that we don't speak, say so themselves
;; x.example. A +cookie=0102 +tcp
;; FORMERR

;; x.example. A +edns=1 +tcp
;; BADVERS

# by UDP, and without EDNS, the rcode has to do
;; www.elsewhere.test. A
;; REFUSED

;; www.elsewhere.test. A +noedns +tcp
;; REFUSED

# a room made by the asker's own options is used: 6 octets
;; www.elsewhere.test. A +subnet=0.0.0.0/0 +nsid
;; REFUSED
;; OPT subnet=0.0.0.0/0/0

;; www.elsewhere.test. A +nsid +nsid
;; REFUSED
;; OPT ede=20

# what is answered has no error
;; nothing.x.example. A +tcp
;; NXDOMAIN aa
;; AUTHORITY
x.example. 60 IN SOA ns.x.example. hostmaster.x.example. 1 7200 900 1209600 60
`)
}

// TestOpcodes: an opcode that is not QUERY gets NOTIMP, with the opcode back.
func TestOpcodes(t *testing.T) {
	serve(t, plainZone).expect(`
;; x.example. SOA +opcode=4 +tcp
;; NOTIMP

;; x.example. SOA +opcode=5
;; NOTIMP
`)
}

package answer_test

import "testing"

// TestUnknownTypes: types that nobody knows are data like others (RFC 3597 3),
// octet by octet, never compressed (4), whatever reaches them.
func TestUnknownTypes(t *testing.T) {
	serve(t, `$ORIGIN u.example.
$TTL 300
@       SOA ns hostmaster 1 7200 900 1209600 60
        NS  ns
ns      A   192.0.2.53
x       TYPE65280 \# 4 0A000001
        TYPE65280 \# 11 017507657861 6D706C6500
        TYPE65281 \# 0
alias   CNAME x
*.w     TYPE731 \# 3 C00C01
known   A \# 4 C0000201
        TYPE15 \# 5 000A 01 78 00
`).expect(`
;; x.u.example. TYPE65280
;; NOERROR aa
x.u.example. 300 CLASS1 TYPE65280 \# 4 0a000001
x.u.example. 300 CLASS1 TYPE65280 \# 11 0175076578616d706c6500

;; x.u.example. TYPE65281
;; NOERROR aa
x.u.example. 300 CLASS1 TYPE65281 \# 0

;; x.u.example. TYPE65282
;; NOERROR aa
;; AUTHORITY
u.example. 60 IN SOA ns.u.example. hostmaster.u.example. 1 7200 900 1209600 60

;; alias.u.example. TYPE65281
;; NOERROR aa
alias.u.example. 300 IN CNAME x.u.example.
x.u.example. 300 CLASS1 TYPE65281 \# 0

;; q.w.u.example. TYPE731
;; NOERROR aa
q.w.u.example. 300 CLASS1 TYPE731 \# 3 c00c01

# a known type in the form of an unknown one is the known type (5)
;; known.u.example. A
;; NOERROR aa
known.u.example. 300 IN A 192.0.2.1

;; known.u.example. MX
;; NOERROR aa
known.u.example. 300 IN MX 10 x.
`)
}

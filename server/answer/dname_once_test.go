package answer_test

import "testing"

// TestDNAMEOnce: a set of records stands in an answer once (RFC 2181 5), also
// where the name that a DNAME leads to is its own owner, and it is what was
// asked for.
func TestDNAMEOnce(t *testing.T) {
	serve(t, `$ORIGIN once.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns.elsewhere.test.
down.a   DNAME a
one      DNAME two
a.two    DNAME b
there.c  DNAME c
to       CNAME there.c
only.e   DNAME e
`).expect(`
;; down.down.a.once.example. DNAME
;; NOERROR aa
down.a.once.example. 300 IN DNAME a.once.example.
down.down.a.once.example. 300 IN CNAME down.a.once.example.

# in the asker's letter case, which is not that of the zone
;; DOWN.down.A.once.example. DNAME
;; NOERROR aa
down.A.once.example. 300 IN DNAME a.once.example.
DOWN.down.A.once.example. 300 IN CNAME DOWN.a.once.example.

# the one RRset that stands for all (RFC 8482 4.1)
;; only.only.e.once.example. ANY
;; NOERROR aa
only.e.once.example. 300 IN DNAME e.once.example.
only.only.e.once.example. 300 IN CNAME only.e.once.example.

# another DNAME than the one that led there
;; a.one.once.example. DNAME
;; NOERROR aa
one.once.example. 300 IN DNAME two.once.example.
a.one.once.example. 300 IN CNAME a.two.once.example.
a.two.once.example. 300 IN DNAME b.once.example.

# one that a CNAME led to
;; to.once.example. DNAME
;; NOERROR aa
to.once.example. 300 IN CNAME there.c.once.example.
there.c.once.example. 300 IN DNAME c.once.example.
`)
}

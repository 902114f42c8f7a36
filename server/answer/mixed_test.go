package answer_test

import "testing"

// TestMixed: corners that meet: wildcard, DNAME, delegation and the root's own
// zone, each step by the rule of its own (RFC 1034 4.3.2, RFC 4592, RFC 6672).
func TestMixed(t *testing.T) {
	serve(t, `$ORIGIN .
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
*        TXT "of the root"
com      NS  ns.com
ns.com   A   192.0.2.99
top      DNAME .
to-root  CNAME .
`, `$ORIGIN m.test.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
*.a      CNAME x.dn
dn       DNAME tgt
*.tgt    A   192.0.2.7
sub.*.q  NS  ns.sub.*.q
ns.sub.*.q A 192.0.2.8
*.c      CNAME child
child    NS  ns.child
child    DS  1 13 2 00
ns.child A   192.0.2.9
srv      SRV 1 1 1 x.tgt
         SRV 1 1 1 *.tgt
grow     DNAME grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow
`).expect(`
# a wildcard of the root, and the root as the end of an alias
;; a.b.c. TXT
;; NOERROR aa
a.b.c. 300 IN TXT "of the root"

;; to-root. SOA
;; NOERROR aa
to-root. 300 IN CNAME .
. 300 IN SOA ns. hostmaster. 1 7200 900 1209600 60

# a DNAME to the root: into another zone, to a cut, to DS of a cut
;; x.tgt.m.test.top. A
;; NOERROR aa
top. 300 IN DNAME .
x.tgt.m.test.top. 300 IN CNAME x.tgt.m.test.
x.tgt.m.test. 300 IN A 192.0.2.7

;; com.top. A
;; NOERROR aa
top. 300 IN DNAME .
com.top. 300 IN CNAME com.
;; AUTHORITY
com. 300 IN NS ns.com.
;; ADDITIONAL
ns.com. 300 IN A 192.0.2.99

;; com.top. DS
;; NOERROR aa
top. 300 IN DNAME .
com.top. 300 IN CNAME com.
;; AUTHORITY
. 60 IN SOA ns. hostmaster. 1 7200 900 1209600 60

# twice through the same DNAME, to its owner, which is not redirected
;; top.top.top. A
;; NOERROR aa
top. 300 IN DNAME .
top.top.top. 300 IN CNAME top.top.
top.top. 300 IN CNAME top.
;; AUTHORITY
. 60 IN SOA ns. hostmaster. 1 7200 900 1209600 60

# from a wildcard through a DNAME to a wildcard
;; w.a.m.test. A
;; NOERROR aa
w.a.m.test. 300 IN CNAME x.dn.m.test.
dn.m.test. 300 IN DNAME tgt.m.test.
x.dn.m.test. 300 IN CNAME x.tgt.m.test.
x.tgt.m.test. 300 IN A 192.0.2.7

# a delegation below an asterisk is one for that name alone; for others the
# asterisk is an empty non-terminal that stands for them
;; x.sub.*.q.m.test. A
;; NOERROR
;; AUTHORITY
sub.*.q.m.test. 300 IN NS ns.sub.*.q.m.test.
;; ADDITIONAL
ns.sub.*.q.m.test. 300 IN A 192.0.2.8

;; sub.x.q.m.test. A
;; NOERROR aa
;; AUTHORITY
m.test. 60 IN SOA ns.m.test. hostmaster.m.test. 1 7200 900 1209600 60

# from a wildcard to a cut: a referral, but for DS
;; x.c.m.test. A
;; NOERROR aa
x.c.m.test. 300 IN CNAME child.m.test.
;; AUTHORITY
child.m.test. 300 IN NS ns.child.m.test.
;; ADDITIONAL
ns.child.m.test. 300 IN A 192.0.2.9

;; x.c.m.test. DS
;; NOERROR aa
x.c.m.test. 300 IN CNAME child.m.test.
child.m.test. 300 IN DS 1 13 2 00

# a target that exists by a wildcard only, and one that is the asterisk itself
;; srv.m.test. SRV
;; NOERROR aa
srv.m.test. 300 IN SRV 1 1 1 x.tgt.m.test.
srv.m.test. 300 IN SRV 1 1 1 *.tgt.m.test.
;; ADDITIONAL
*.tgt.m.test. 300 IN A 192.0.2.7

# a DNAME that makes its own name longer, until it is too long
;; x.grow.m.test. A
;; YXDOMAIN aa
grow.m.test. 300 IN DNAME grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.m.test.
x.grow.m.test. 300 IN CNAME x.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.grow.m.test.
`)
}

package answer_test

import (
	"strings"
	"testing"
)

const dnameZone = `$ORIGIN d.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
old      600 DNAME new
old      600 A 192.0.2.7
new      A   192.0.2.8
a.new    A   192.0.2.1
         TXT "new"
c.new    CNAME a.old
out      DNAME elsewhere.test.
there    DNAME x.e.example.
ring     DNAME ring2
ring2    DNAME ring
down     DNAME b.down
cut      DNAME sub
sub      NS  ns.sub
ns.sub   A   192.0.2.90
to-old   CNAME b.a.old
`

const apexDNAME = `$ORIGIN x.e.example.
$TTL 900
@        SOA ns.d.example. hostmaster.d.example. 2 7200 900 1209600 30
         NS  ns.d.example.
         DNAME new.d.example.
         MX  10 a.new.d.example.
`

// TestDNAME: RFC 6672.
func TestDNAME(t *testing.T) {
	serve(t, dnameZone, apexDNAME).expect(`
# the DNAME, the CNAME made of it with the same TTL, and what is behind (3.1).
# The letter case in front is the asker's.
;; A.old.D.example. A
;; NOERROR aa
old.D.example. 600 IN DNAME new.d.example.
A.old.D.example. 600 IN CNAME A.new.d.example.
A.new.d.example. 300 IN A 192.0.2.1

# the owner itself is not redirected (2.3): its other data, the DNAME, nothing
;; old.d.example. A
;; NOERROR aa
old.d.example. 600 IN A 192.0.2.7

;; old.d.example. DNAME
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.

;; old.d.example. MX
;; NOERROR aa
;; AUTHORITY
d.example. 60 IN SOA ns.d.example. hostmaster.d.example. 1 7200 900 1209600 60

# any type below it is redirected, DNAME among them (3.2)
;; a.old.d.example. DNAME
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.
a.old.d.example. 600 IN CNAME a.new.d.example.
;; AUTHORITY
d.example. 60 IN SOA ns.d.example. hostmaster.d.example. 1 7200 900 1209600 60

;; a.old.d.example. ANY
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.
a.old.d.example. 600 IN CNAME a.new.d.example.
a.new.d.example. 300 IN A 192.0.2.1

# the rcode is that of the last name (RFC 6604 2)
;; z.old.d.example. A
;; NXDOMAIN aa
old.d.example. 600 IN DNAME new.d.example.
z.old.d.example. 600 IN CNAME z.new.d.example.
;; AUTHORITY
d.example. 60 IN SOA ns.d.example. hostmaster.d.example. 1 7200 900 1209600 60

# an alias below a DNAME's target that leads below the DNAME: written once
;; c.old.d.example. TXT
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.
c.old.d.example. 600 IN CNAME c.new.d.example.
c.new.d.example. 300 IN CNAME a.old.d.example.
a.old.d.example. 600 IN CNAME a.new.d.example.
a.new.d.example. 300 IN TXT "new"

# an alias that leads below a DNAME
;; to-old.d.example. A
;; NXDOMAIN aa
to-old.d.example. 300 IN CNAME b.a.old.d.example.
old.d.example. 600 IN DNAME new.d.example.
b.a.old.d.example. 600 IN CNAME b.a.new.d.example.
;; AUTHORITY
d.example. 60 IN SOA ns.d.example. hostmaster.d.example. 1 7200 900 1209600 60

# out of our zones
;; a.b.out.d.example. A
;; NOERROR aa
out.d.example. 300 IN DNAME elsewhere.test.
a.b.out.d.example. 300 IN CNAME a.b.elsewhere.test.

# over two zones, through a DNAME at an apex
;; a.there.d.example. A
;; NOERROR aa
there.d.example. 300 IN DNAME x.e.example.
a.there.d.example. 300 IN CNAME a.x.e.example.
x.e.example. 900 IN DNAME new.d.example.
a.x.e.example. 900 IN CNAME a.new.d.example.
a.new.d.example. 300 IN A 192.0.2.1

# DNAME at an apex: the apex keeps its own data (2.3)
;; x.e.example. NS
;; NOERROR aa
x.e.example. 900 IN NS ns.d.example.
;; ADDITIONAL
ns.d.example. 300 IN A 192.0.2.53

;; x.e.example. A
;; NOERROR aa
;; AUTHORITY
x.e.example. 30 IN SOA ns.d.example. hostmaster.d.example. 2 7200 900 1209600 30

# into a delegated zone
;; h.cut.d.example. A
;; NOERROR aa
cut.d.example. 300 IN DNAME sub.d.example.
h.cut.d.example. 300 IN CNAME h.sub.d.example.
;; AUTHORITY
sub.d.example. 300 IN NS ns.sub.d.example.
;; ADDITIONAL
ns.sub.d.example. 300 IN A 192.0.2.90

# two that lead to each other
;; q.ring.d.example. A
;; NOERROR aa
ring.d.example. 300 IN DNAME ring2.d.example.
q.ring.d.example. 300 IN CNAME q.ring2.d.example.
ring2.d.example. 300 IN DNAME ring.d.example.
q.ring2.d.example. 300 IN CNAME q.ring.d.example.
`)
}

// TestCNAMEBelowDNAME: a question for CNAME is not restarted (RFC 1034 3.6.2),
// for the CNAME that is made is what it asks for: whether there is anything
// behind it does not matter.
func TestCNAMEBelowDNAME(t *testing.T) {
	serve(t, dnameZone).expect(`
;; c.old.d.example. CNAME
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.
c.old.d.example. 600 IN CNAME c.new.d.example.

;; z.old.d.example. CNAME
;; NOERROR aa
old.d.example. 600 IN DNAME new.d.example.
z.old.d.example. 600 IN CNAME z.new.d.example.

;; h.cut.d.example. CNAME
;; NOERROR aa
cut.d.example. 300 IN DNAME sub.d.example.
h.cut.d.example. 300 IN CNAME h.sub.d.example.

;; to-old.d.example. CNAME
;; NOERROR aa
to-old.d.example. 300 IN CNAME b.a.old.d.example.
`)
}

// TestDNAMEBelowItself: the name grows with each step, until the chain is long
// enough.
func TestDNAMEBelowItself(t *testing.T) {
	var want strings.Builder
	want.WriteString(";; q.down.d.example. A +tcp\n;; NOERROR aa\ndown.d.example. 300 IN DNAME b.down.d.example.\n")
	name := "q."
	for range 16 {
		want.WriteString(name + "down.d.example. 300 IN CNAME " + name + "b.down.d.example.\n")
		name += "b."
	}
	serve(t, dnameZone).expect(want.String())
}

// TestYXDOMAIN: a name of 255 octets is made, one of 256 is not (RFC 6672 2.2).
func TestYXDOMAIN(t *testing.T) {
	s := serve(t, `$ORIGIN y.
$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 60
  NS ns
ns A 192.0.2.53
d DNAME a123456789.a123456789.a123456789.a123456789.a123456789.t.
`)
	long := strings.Repeat("b23456789.", 19) // 190 octets on the wire; the target has 58
	s.expect(`
;; ` + long + `a2345.d.y. A
;; NOERROR aa
d.y. 300 IN DNAME a123456789.a123456789.a123456789.a123456789.a123456789.t.
` + long + `a2345.d.y. 300 IN CNAME ` + long + `a2345.a123456789.a123456789.a123456789.a123456789.a123456789.t.

;; ` + long + `a23456.d.y. A
;; NOERROR aa
d.y. 300 IN DNAME a123456789.a123456789.a123456789.a123456789.a123456789.t.
` + long + `a23456.d.y. 300 IN CNAME ` + long + `a23456.a123456789.a123456789.a123456789.a123456789.a123456789.t.

;; ` + long + `a234567.d.y. A
;; YXDOMAIN aa
d.y. 300 IN DNAME a123456789.a123456789.a123456789.a123456789.a123456789.t.
`)
}

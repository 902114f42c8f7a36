package answer_test

import "testing"

const parentZone = `$ORIGIN p.example.
$TTL 300
@           SOA ns hostmaster 1 7200 900 1209600 60
            NS  ns
ns          A   192.0.2.53
child       NS  ns.child
            NS  ns
child       DS  12345 13 2 e2d3c916f6deeac73294e8268fb5885044a833fc5459588f4a9184cfc41a5766
ns.child    A   192.0.2.90
other       600 NS ns1.other
            600 NS ns.elsewhere.test.
ns1.other   600 A 192.0.2.91
            600 AAAA 2001:db8::91
deep.other  NS  ns.deep.other
ns.deep.other A 192.0.2.92
x.y.far     NS  ns.elsewhere.test.
mail        MX  10 ns1.other
            MX  20 ns
            MX  30 ns.child
`

const childZone = `$ORIGIN child.p.example.
$TTL 900
@           SOA ns hostmaster 7 7200 900 1209600 30
            NS  ns
ns          A   198.51.100.90
www         A   198.51.100.1
`

// TestDelegations: RFC 1034 4.3.2 step 3b.
func TestDelegations(t *testing.T) {
	serve(t, parentZone).expect(`
# at the cut and below it, whatever the type, without AA
;; other.p.example. A
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

;; other.p.example. NS
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

;; other.p.example. ANY
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

# the owner is written as the asker wrote it
;; q.w.e.OTHER.p.example. TXT
;; NOERROR
;; AUTHORITY
OTHER.p.example. 600 IN NS ns1.other.p.example.
OTHER.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

# servers that our zone has no address of
;; x.y.far.p.example. A
;; NOERROR
;; AUTHORITY
x.y.far.p.example. 300 IN NS ns.elsewhere.test.

# NS at the apex delegate nothing, and stand in no other answer
;; p.example. NS
;; NOERROR aa
p.example. 300 IN NS ns.p.example.
;; ADDITIONAL
ns.p.example. 300 IN A 192.0.2.53

;; ns.p.example. A
;; NOERROR aa
ns.p.example. 300 IN A 192.0.2.53
`)
}

// TestChildBesideParent: where the child is ours too, its own data is answered,
// not the parent's of it.
func TestChildBesideParent(t *testing.T) {
	serve(t, parentZone, childZone).expect(`
;; child.p.example. NS
;; NOERROR aa
child.p.example. 900 IN NS ns.child.p.example.
;; ADDITIONAL
ns.child.p.example. 900 IN A 198.51.100.90

;; ns.child.p.example. A
;; NOERROR aa
ns.child.p.example. 900 IN A 198.51.100.90

;; nothing.child.p.example. A
;; NXDOMAIN aa
;; AUTHORITY
child.p.example. 30 IN SOA ns.child.p.example. hostmaster.child.p.example. 7 7200 900 1209600 30

# but the DS (RFC 4035 3.1.4.1)
;; child.p.example. DS
;; NOERROR aa
child.p.example. 300 IN DS 12345 13 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766

# a delegation to others stays one
;; x.other.p.example. A
;; NOERROR
;; AUTHORITY
other.p.example. 600 IN NS ns1.other.p.example.
other.p.example. 600 IN NS ns.elsewhere.test.
;; ADDITIONAL
ns1.other.p.example. 600 IN A 192.0.2.91
ns1.other.p.example. 600 IN AAAA 2001:db8::91

# beside an answer there are addresses that we say with authority: the parent's
# own and the child's, none that is glue (RFC 2181 5.4.1)
;; mail.p.example. MX
;; NOERROR aa
mail.p.example. 300 IN MX 10 ns1.other.p.example.
mail.p.example. 300 IN MX 20 ns.p.example.
mail.p.example. 300 IN MX 30 ns.child.p.example.
;; ADDITIONAL
ns.p.example. 300 IN A 192.0.2.53
ns.child.p.example. 900 IN A 198.51.100.90
`)
}

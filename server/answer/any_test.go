package answer_test

import "testing"

// TestANY: one RRset of the name (RFC 8482 4.1), by UDP and TCP alike. HINFO is
// never made up.
func TestANY(t *testing.T) {
	serve(t, `$ORIGIN n.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
         TXT "apex"
ns       A   192.0.2.53
all      TXT "x"
         AAAA 2001:db8::1
         MX  10 ns
hinfo    HINFO "PDP-11" "UNIX"
alias    CNAME all
alias    RRSIG CNAME 13 3 300 20300101000000 20200101000000 1 n.example. AAAA
d        DNAME ns
below.ent A  192.0.2.1
`).expect(`
# the one of the lowest type
;; all.n.example. ANY
;; NOERROR aa
all.n.example. 300 IN MX 10 ns.n.example.
;; ADDITIONAL
ns.n.example. 300 IN A 192.0.2.53

;; all.n.example. ANY +tcp
;; NOERROR aa
all.n.example. 300 IN MX 10 ns.n.example.
;; ADDITIONAL
ns.n.example. 300 IN A 192.0.2.53

;; n.example. ANY
;; NOERROR aa
n.example. 300 IN NS ns.n.example.
;; ADDITIONAL
ns.n.example. 300 IN A 192.0.2.53

;; hinfo.n.example. ANY
;; NOERROR aa
hinfo.n.example. 300 IN HINFO "PDP-11" "UNIX"

# an alias matches the question and is not followed (RFC 1034 4.3.2 step 3a)
;; alias.n.example. ANY
;; NOERROR aa
alias.n.example. 300 IN CNAME all.n.example.

# what stands beside it can be asked for
;; alias.n.example. RRSIG
;; NOERROR aa
alias.n.example. 300 IN RRSIG CNAME 13 3 300 20300101000000 20200101000000 1 n.example. AAAA

;; d.n.example. ANY
;; NOERROR aa
d.n.example. 300 IN DNAME ns.n.example.

;; ent.n.example. ANY
;; NOERROR aa
;; AUTHORITY
n.example. 60 IN SOA ns.n.example. hostmaster.n.example. 1 7200 900 1209600 60

;; nothing.n.example. ANY
;; NXDOMAIN aa
;; AUTHORITY
n.example. 60 IN SOA ns.n.example. hostmaster.n.example. 1 7200 900 1209600 60
`)
}

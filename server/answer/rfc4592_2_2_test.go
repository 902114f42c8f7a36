package answer_test

import "testing"

// wildZone is the zone of RFC 4592 2.2.1, with the numbers of its SOA filled
// in.
const wildZone = `$ORIGIN example.
$TTL 3600
example.                 3600 SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600
example.                 3600 NS  ns.example.com.
example.                 3600 NS  ns.example.net.
*.example.               3600 TXT "this is a wildcard"
*.example.               3600 MX  10 host1.example.
sub.*.example.           3600 TXT "this is not a wildcard"
host1.example.           3600 A   192.0.2.1
_ssh._tcp.host1.example. 3600 SRV 0 0 22 host1.example.
_ssh._tcp.host2.example. 3600 SRV 0 0 22 host2.example.
subdel.example.          3600 NS  ns.example.com.
subdel.example.          3600 NS  ns.example.net.
`

// TestRFC4592 asks every question of RFC 4592 2.2.1.
func TestRFC4592(t *testing.T) {
	serve(t, wildZone).expect(`
# "The following responses would be synthesized from one of the wildcards in
# the zone:"
;; host3.example. MX
;; NOERROR aa
host3.example. 3600 IN MX 10 host1.example.

# the answer reflects "no error, but no data", because there is no A RR set at
# '*.example.'
;; host3.example. A
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# the wildcard matches more than one label
;; foo.bar.example. TXT
;; NOERROR aa
foo.bar.example. 3600 IN TXT "this is a wildcard"

# "The following responses would not be synthesized from any of the wildcards in
# the zone:" because host1.example. exists
;; host1.example. MX
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# because sub.*.example. exists
;; sub.*.example. MX
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# because _tcp.host1.example. exists (without data)
;; _telnet._tcp.host1.example. SRV
;; NXDOMAIN aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# because subdel.example. exists (and is a zone cut)
;; host.subdel.example. A
;; NOERROR
;; AUTHORITY
subdel.example. 3600 IN NS ns.example.com.
subdel.example. 3600 IN NS ns.example.net.

# because *.example. exists
;; ghost.*.example. MX
;; NXDOMAIN aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# 2.2.2: host2.example. is an empty non-terminal, and exists
;; host2.example. MX
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

;; _tcp.host2.example. TXT
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

;; _tcp.host1.example. MX
;; NOERROR aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# 3.3.1: such a name is the closest encloser of what is beside, and has no wildcard
;; _udp.host2.example. TXT
;; NXDOMAIN aa
;; AUTHORITY
example. 600 IN SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600

# the wildcard itself is a name like others when it is asked for (2.1.1, 4.8)
;; *.example. TXT
;; NOERROR aa
*.example. 3600 IN TXT "this is a wildcard"

;; sub.*.example. TXT
;; NOERROR aa
sub.*.example. 3600 IN TXT "this is not a wildcard"
`)
}

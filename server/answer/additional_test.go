package answer_test

import "testing"

// TestAdditional: what the additional section brings along for each type, from
// our own zones and with authority.
func TestAdditional(t *testing.T) {
	serve(t, `$ORIGIN a.example.
$TTL 300
@         SOA ns hostmaster 1 7200 900 1209600 60
          NS  ns
ns        A   192.0.2.53
          AAAA 2001:db8::53
mx        MX  10 ns
          MX  20 NS
          MX  30 nothing
          MX  40 alias
          MX  50 host.b.example.
          MX  60 www.elsewhere.test.
          MX  70 x.wild
own       MX  10 ns
          MX  20 Ns
          MX  30 self
null      MX  0 .
srv       SRV 1 2 443 ns
          SRV 2 2 443 host.b.example.
          SRV 1 3 443 Ns
off       SRV 0 0 0 .
alias     CNAME ns
*.wild    A   192.0.2.9
svc       SVCB 1 ns alpn=h2
          SVCB 2 host.b.example. port=8443
svc       TXT "x"
self      HTTPS 1 . alpn=h2
          HTTPS 2 ns
self      A   192.0.2.10
          AAAA 2001:db8::10
mode      HTTPS 0 ns
gone      HTTPS 0 .
gone      A   192.0.2.11
naptr     NAPTR 10 10 "S" "SIP+D2T" "" srv
          NAPTR 20 10 "a" "SIP+D2U" "" ns
          NAPTR 30 10 "u" "E2U+sip" "!^.*$!sip:info@example!" .
          NAPTR 40 10 "" "" "" host.b.example.
          NAPTR 50 10 "sa" "x" "" host.b.example.
far       NAPTR 10 10 "s" "SIP+D2T" "" srv.b.example.
          NAPTR 20 10 "A" "x" "" host.b.example.
ptr       PTR ns
`, `$ORIGIN b.example.
$TTL 600
@         SOA ns hostmaster 1 7200 900 1209600 60
          NS  ns.a.example.
host      A   198.51.100.1
srv       SRV 1 1 5060 host
          SRV 2 1 5061 host
`).expect(`
# each name once; only where it owns addresses itself; in any of our zones
;; mx.a.example. MX
;; NOERROR aa
mx.a.example. 300 IN MX 10 ns.a.example.
mx.a.example. 300 IN MX 30 nothing.a.example.
mx.a.example. 300 IN MX 40 alias.a.example.
mx.a.example. 300 IN MX 50 host.b.example.
mx.a.example. 300 IN MX 60 www.elsewhere.test.
mx.a.example. 300 IN MX 70 x.wild.a.example.
mx.a.example. 300 IN MX 20 NS.a.example.
;; ADDITIONAL
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53
host.b.example. 600 IN A 198.51.100.1

;; own.a.example. MX
;; NOERROR aa
own.a.example. 300 IN MX 10 ns.a.example.
own.a.example. 300 IN MX 20 Ns.a.example.
own.a.example. 300 IN MX 30 self.a.example.
;; ADDITIONAL
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53
self.a.example. 300 IN A 192.0.2.10
self.a.example. 300 IN AAAA 2001:db8::10

;; srv.a.example. SRV
;; NOERROR aa
srv.a.example. 300 IN SRV 1 2 443 ns.a.example.
srv.a.example. 300 IN SRV 2 2 443 host.b.example.
srv.a.example. 300 IN SRV 1 3 443 Ns.a.example.
;; ADDITIONAL
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53
host.b.example. 600 IN A 198.51.100.1

# "." says that there is none (RFC 7505, RFC 2782)
;; null.a.example. MX
;; NOERROR aa
null.a.example. 300 IN MX 0 .

;; off.a.example. SRV
;; NOERROR aa
off.a.example. 300 IN SRV 0 0 0 .

# RFC 9460 4.1: addresses of the TargetNames
;; svc.a.example. SVCB
;; NOERROR aa
svc.a.example. 300 IN SVCB 1 ns.a.example. alpn="h2"
svc.a.example. 300 IN SVCB 2 host.b.example. port="8443"
;; ADDITIONAL
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53
host.b.example. 600 IN A 198.51.100.1

# 2.5.2: "." in ServiceMode is the owner
;; self.a.example. HTTPS
;; NOERROR aa
self.a.example. 300 IN HTTPS 1 . alpn="h2"
self.a.example. 300 IN HTTPS 2 ns.a.example.
;; ADDITIONAL
self.a.example. 300 IN A 192.0.2.10
self.a.example. 300 IN AAAA 2001:db8::10
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53

;; mode.a.example. HTTPS
;; NOERROR aa
mode.a.example. 300 IN HTTPS 0 ns.a.example.
;; ADDITIONAL
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53

# 2.5.1: "." in AliasMode says that there is no service
;; gone.a.example. HTTPS
;; NOERROR aa
gone.a.example. 300 IN HTTPS 0 .

# RFC 3403 4.2: what the flags lead to, S to SRV records, A to addresses; others
# to nothing that a server can tell
;; naptr.a.example. NAPTR
;; NOERROR aa
naptr.a.example. 300 IN NAPTR 10 10 "S" "SIP+D2T" "" srv.a.example.
naptr.a.example. 300 IN NAPTR 20 10 "a" "SIP+D2U" "" ns.a.example.
naptr.a.example. 300 IN NAPTR 30 10 "u" "E2U+sip" "!^.*$!sip:info@example!" .
naptr.a.example. 300 IN NAPTR 40 10 "" "" "" host.b.example.
naptr.a.example. 300 IN NAPTR 50 10 "sa" "x" "" host.b.example.
;; ADDITIONAL
srv.a.example. 300 IN SRV 1 2 443 ns.a.example.
srv.a.example. 300 IN SRV 2 2 443 host.b.example.
srv.a.example. 300 IN SRV 1 3 443 Ns.a.example.
ns.a.example. 300 IN A 192.0.2.53
ns.a.example. 300 IN AAAA 2001:db8::53

;; far.a.example. NAPTR
;; NOERROR aa
far.a.example. 300 IN NAPTR 10 10 "s" "SIP+D2T" "" srv.b.example.
far.a.example. 300 IN NAPTR 20 10 "A" "x" "" host.b.example.
;; ADDITIONAL
srv.b.example. 600 IN SRV 1 1 5060 host.b.example.
srv.b.example. 600 IN SRV 2 1 5061 host.b.example.
host.b.example. 600 IN A 198.51.100.1

# an alias and a pointer ask for nothing
;; alias.a.example. CNAME
;; NOERROR aa
alias.a.example. 300 IN CNAME ns.a.example.

;; ptr.a.example. PTR
;; NOERROR aa
ptr.a.example. 300 IN PTR ns.a.example.
`)
}

// TestAdditionalSteered: what an additional section says of steered names does
// not depend on the asker. Members and sets that all see alike are in it as they
// stand; one by distance, and a ladder, are not.
func TestAdditionalSteered(t *testing.T) {
	steer(t, `
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
geo: {networks: {10.1.0.0/16: ams, 10.2.0.0/16: nyc}}
pools:
  ams: {site: ams, names: [a1.s.example]}
  nyc: {site: nyc, names: [n1.s.example]}
services: {edge: {check: tcp, port: 443}}
steer:
  - {name: _sip._tls.s.example, service: edge, policy: ladder, by: nearest, ttl: 60s}
  - {name: near.s.example, service: edge, policy: one, by: nearest, pools: [ams, nyc]}
`, `$ORIGIN s.example.
$TTL 300
@          SOA ns hostmaster 1 7200 900 1209600 60
           NS  ns
ns         A   192.0.2.53
a1         A   192.0.2.1
n1         A   192.0.2.2
near       A   192.0.2.1
           A   192.0.2.2
_sip._tls  SRV 10 10 443 a1
           SRV 20 10 443 n1
mail       MX  10 a1
           MX  20 near
           MX  30 ns
web        HTTPS 1 near
           HTTPS 2 n1
a1         HTTPS 1 .
to         NAPTR 10 10 "S" "SIPS+D2T" "" _sip._tls
           NAPTR 20 10 "A" "SIPS+D2T" "" a1
`).expect(`
;; mail.s.example. MX
;; NOERROR aa
mail.s.example. 300 IN MX 10 a1.s.example.
mail.s.example. 300 IN MX 20 near.s.example.
mail.s.example. 300 IN MX 30 ns.s.example.
;; ADDITIONAL
a1.s.example. 60 IN A 192.0.2.1
ns.s.example. 300 IN A 192.0.2.53

;; web.s.example. HTTPS
;; NOERROR aa
web.s.example. 300 IN HTTPS 1 near.s.example.
web.s.example. 300 IN HTTPS 2 n1.s.example.
;; ADDITIONAL
n1.s.example. 60 IN A 192.0.2.2

;; a1.s.example. HTTPS
;; NOERROR aa
a1.s.example. 300 IN HTTPS 1 .
;; ADDITIONAL
a1.s.example. 60 IN A 192.0.2.1

;; to.s.example. NAPTR
;; NOERROR aa
to.s.example. 300 IN NAPTR 10 10 "S" "SIPS+D2T" "" _sip._tls.s.example.
to.s.example. 300 IN NAPTR 20 10 "A" "SIPS+D2T" "" a1.s.example.
;; ADDITIONAL
a1.s.example. 60 IN A 192.0.2.1

# the ladder itself: members beside it, whose order is the asker's
;; _sip._tls.s.example. SRV +subnet=10.2.0.0/16
;; NOERROR aa
_sip._tls.s.example. 60 IN SRV 10 10 443 n1.s.example.
_sip._tls.s.example. 60 IN SRV 20 10 443 a1.s.example.
;; ADDITIONAL
n1.s.example. 60 IN A 192.0.2.2
a1.s.example. 60 IN A 192.0.2.1
;; OPT subnet=10.2.0.0/16/16

# ANY means the steered set of the name, if there is one
;; near.s.example. ANY +subnet=10.2.0.0/16
;; NOERROR aa
near.s.example. 60 IN A 192.0.2.2
;; OPT subnet=10.2.0.0/16/16
`)
}

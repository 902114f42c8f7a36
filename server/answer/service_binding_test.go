package answer_test

import "testing"

// TestServiceBindings: what a TargetName has of addresses and of bindings of the
// type that is asked for comes along (RFC 9460 4.1), so that an alias is one
// question less. What the answer has already, and what is behind the target of
// the target, does not.
func TestServiceBindings(t *testing.T) {
	serve(t, `$ORIGIN v.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
@        HTTPS 0 svc
svc      HTTPS 1 . alpn=h2
         HTTPS 2 far.b.example.
         SVCB 1 ns
svc      AAAA 2001:db8::10
alias    SVCB 0 svc
self     HTTPS 1 SELF port=8443
self     A   192.0.2.11
two      HTTPS 0 alias2
alias2   HTTPS 0 svc
away     HTTPS 0 far.b.example.
gone     HTTPS 0 x.cut
cut      NS  ns
x.cut    HTTPS 1 .
named    HTTPS 0 nick
nick     CNAME svc
`, `$ORIGIN b.example.
$TTL 600
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   198.51.100.53
far      HTTPS 1 . alpn=h3
         SVCB 1 .
`).expect(`
# AliasMode: a browser needs no second question
;; v.example. HTTPS
;; NOERROR aa
v.example. 300 IN HTTPS 0 svc.v.example.
;; ADDITIONAL
svc.v.example. 300 IN AAAA 2001:db8::10
svc.v.example. 300 IN HTTPS 1 . alpn="h2"
svc.v.example. 300 IN HTTPS 2 far.b.example.

# bindings of the type that was asked for, not of the other one
;; alias.v.example. SVCB
;; NOERROR aa
alias.v.example. 300 IN SVCB 0 svc.v.example.
;; ADDITIONAL
svc.v.example. 300 IN AAAA 2001:db8::10
svc.v.example. 300 IN SVCB 1 ns.v.example.

# "any TargetNames", in ServiceMode too, but not those of the owner: they are
# the answer
;; svc.v.example. HTTPS
;; NOERROR aa
svc.v.example. 300 IN HTTPS 1 . alpn="h2"
svc.v.example. 300 IN HTTPS 2 far.b.example.
;; ADDITIONAL
svc.v.example. 300 IN AAAA 2001:db8::10
far.b.example. 600 IN HTTPS 1 . alpn="h3"

;; self.v.example. HTTPS
;; NOERROR aa
self.v.example. 300 IN HTTPS 1 SELF.v.example. port="8443"
;; ADDITIONAL
SELF.v.example. 300 IN A 192.0.2.11

# one step, no more
;; two.v.example. HTTPS
;; NOERROR aa
two.v.example. 300 IN HTTPS 0 alias2.v.example.
;; ADDITIONAL
alias2.v.example. 300 IN HTTPS 0 svc.v.example.

# in another zone of ours; not below a cut, not behind an alias
;; away.v.example. HTTPS
;; NOERROR aa
away.v.example. 300 IN HTTPS 0 far.b.example.
;; ADDITIONAL
far.b.example. 600 IN HTTPS 1 . alpn="h3"

;; gone.v.example. HTTPS
;; NOERROR aa
gone.v.example. 300 IN HTTPS 0 x.cut.v.example.

;; named.v.example. HTTPS
;; NOERROR aa
named.v.example. 300 IN HTTPS 0 nick.v.example.
`)
}

package answer_test

import "testing"

// TestWildcards: RFC 4592 beyond its own example.
func TestWildcards(t *testing.T) {
	serve(t, `$ORIGIN w.example.
$TTL 300
@          SOA ns hostmaster 1 7200 900 1209600 60
           NS  ns
ns         A   192.0.2.53
*          A   192.0.2.1
           TXT "any"
*.deep     MX  10 ns
b.deep     A   192.0.2.2
*.*.star   A   192.0.2.3
*x         A   192.0.2.4
*.alias    CNAME host
host       AAAA 2001:db8::1
*.self     CNAME y.self
sub        NS  ns.sub
ns.sub     A   192.0.2.90
*.sub      A   192.0.2.91
`).expect(`
# the owner is the name that was asked for, letter case included
;; wWw.W.example. A
;; NOERROR aa
wWw.W.example. 300 IN A 192.0.2.1

# many labels
;; a.b.c.d.w.example. TXT
;; NOERROR aa
a.b.c.d.w.example. 300 IN TXT "any"

# one RRset stands for all (RFC 8482 4.1)
;; www.w.example. ANY
;; NOERROR aa
www.w.example. 300 IN A 192.0.2.1

# a closer name hides the wildcard above it (RFC 4592 3.3.1)
;; x.ns.w.example. A
;; NXDOMAIN aa
;; AUTHORITY
w.example. 60 IN SOA ns.w.example. hostmaster.w.example. 1 7200 900 1209600 60

;; x.b.deep.w.example. MX
;; NXDOMAIN aa
;; AUTHORITY
w.example. 60 IN SOA ns.w.example. hostmaster.w.example. 1 7200 900 1209600 60

# no additional section behind a wildcard: it is optional (RFC 1034 4.3.2, 6)
;; x.deep.w.example. MX
;; NOERROR aa
x.deep.w.example. 300 IN MX 10 ns.w.example.

# an empty non-terminal is no wildcard's business (RFC 4592 2.2.2)
;; deep.w.example. A
;; NOERROR aa
;; AUTHORITY
w.example. 60 IN SOA ns.w.example. hostmaster.w.example. 1 7200 900 1209600 60

# a wildcard below a wildcard: *.star exists without data (RFC 4592 2.1.3)
;; x.star.w.example. A
;; NOERROR aa
;; AUTHORITY
w.example. 60 IN SOA ns.w.example. hostmaster.w.example. 1 7200 900 1209600 60

;; x.*.star.w.example. A
;; NOERROR aa
x.*.star.w.example. 300 IN A 192.0.2.3

# an asterisk that is not the whole label is a letter like others (2.1.1)
;; ax.w.example. A
;; NOERROR aa
ax.w.example. 300 IN A 192.0.2.1

;; *x.w.example. A
;; NOERROR aa
*x.w.example. 300 IN A 192.0.2.4

# CNAME at a wildcard (4.3): followed, and asked for
;; any.alias.w.example. AAAA
;; NOERROR aa
any.alias.w.example. 300 IN CNAME host.w.example.
host.w.example. 300 IN AAAA 2001:db8::1

;; any.alias.w.example. CNAME
;; NOERROR aa
any.alias.w.example. 300 IN CNAME host.w.example.

;; any.alias.w.example. MX
;; NOERROR aa
any.alias.w.example. 300 IN CNAME host.w.example.
;; AUTHORITY
w.example. 60 IN SOA ns.w.example. hostmaster.w.example. 1 7200 900 1209600 60

# one that leads to a name of its own
;; x.self.w.example. A
;; NOERROR aa
x.self.w.example. 300 IN CNAME y.self.w.example.
y.self.w.example. 300 IN CNAME y.self.w.example.

# a delegation wins over a wildcard below it
;; x.sub.w.example. A
;; NOERROR
;; AUTHORITY
sub.w.example. 300 IN NS ns.sub.w.example.
;; ADDITIONAL
ns.sub.w.example. 300 IN A 192.0.2.90
`)
}

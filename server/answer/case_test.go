package answer_test

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestCase: names match whatever their case, ASCII letters only (RFC 4343 3);
// the question goes back as it came, and RDATA as the zone file has it.
func TestCase(t *testing.T) {
	serve(t, `$ORIGIN Case.Example.
$TTL 300
@        SOA NS HostMaster 1 7200 900 1209600 60
         NS  Ns
nS       A   192.0.2.53
WWW      A   192.0.2.1
Alias    CNAME wwW
*.Wild   TXT "MiXed"
Sub      NS  nS.sUb
ns.SUB   A   192.0.2.90
Old      DNAME NEW
x.new    A   192.0.2.2
\195\132 A   192.0.2.3
[]{}    A   192.0.2.4
`).expect(`
;; wWw.cAsE.eXaMpLe. A
;; NOERROR aa
wWw.cAsE.eXaMpLe. 300 IN A 192.0.2.1

;; ALIAS.case.example. A
;; NOERROR aa
ALIAS.case.example. 300 IN CNAME wwW.Case.Example.
wwW.Case.Example. 300 IN A 192.0.2.1

;; Q.wILD.case.example. TXT
;; NOERROR aa
Q.wILD.case.example. 300 IN TXT "MiXed"

;; q.SuB.case.example. A
;; NOERROR
;; AUTHORITY
SuB.case.example. 300 IN NS nS.sUb.Case.Example.
;; ADDITIONAL
nS.sUb.Case.Example. 300 IN A 192.0.2.90

;; X.oLD.case.example. A
;; NOERROR aa
oLD.case.example. 300 IN DNAME NEW.Case.Example.
X.oLD.case.example. 300 IN CNAME X.NEW.Case.Example.
X.NEW.Case.Example. 300 IN A 192.0.2.2

;; NOTHING.cASe.example. A
;; NXDOMAIN aa
;; AUTHORITY
cASe.example. 60 IN SOA NS.Case.Example. HostMaster.Case.Example. 1 7200 900 1209600 60

# octets above ASCII are not letters: \195\164 is "ae" where \195\132 is "AE"
;; \195\132.case.example. A
;; NOERROR aa
\195\132.case.example. 300 IN A 192.0.2.3

;; \195\164.case.example. A
;; NXDOMAIN aa
;; AUTHORITY
case.example. 60 IN SOA NS.Case.Example. HostMaster.Case.Example. 1 7200 900 1209600 60

# nor are those beside the letters, which one bit tells from others
;; []{}.case.example. A
;; NOERROR aa
[]{}.case.example. 300 IN A 192.0.2.4

;; {}{}.case.example. A
;; NXDOMAIN aa
;; AUTHORITY
case.example. 60 IN SOA NS.Case.Example. HostMaster.Case.Example. 1 7200 900 1209600 60
`)
}

// TestEveryLetter follows an alias to a name of every letter. What stands beside
// the letters in ASCII is none.
func TestEveryLetter(t *testing.T) {
	const upper, lower = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
	s := serve(t, "$ORIGIN l.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\n"+
		lower+" A 192.0.2.1\nto CNAME "+upper+"\nat CNAME \\064\nbracket CNAME [\n` A 192.0.2.2\n{ A 192.0.2.3\n")
	for name, rcode := range map[string]int{
		"to.l.example.": 0, "at.l.example.": dns.RcodeNameError, "bracket.l.example.": dns.RcodeNameError,
		upper + ".L.EXAMPLE.": 0, "\\064.l.example.": dns.RcodeNameError, "[.l.example.": dns.RcodeNameError,
	} {
		m := new(dns.Msg).SetQuestion(name, dns.TypeA)
		in, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r := s.exchange(in, true); r.Rcode != rcode || rcode == 0 && !strings.HasSuffix(r.Answer[len(r.Answer)-1].String(), "192.0.2.1") {
			t.Errorf("%s:\n%v", name, r)
		}
	}
}

package answer_test

import (
	"strings"
	"testing"

	"geosrv/server/answer"
)

// TestOutcome: questions of one group are limited together, those of different
// groups apart.
func TestOutcome(t *testing.T) {
	s := serve(t, `$ORIGIN x.example.
$TTL 300
@        SOA ns hostmaster 1 7200 900 1209600 60
         NS  ns
ns       A   192.0.2.53
         AAAA 2001:db8::53
www      A   192.0.2.1
*.w      A   192.0.2.2
*.v      A   192.0.2.2
alias    CNAME ns
dead     CNAME nothing
out      CNAME www.elsewhere.test.
sub      NS  ns.sub
ns.sub   A   192.0.2.90
sub2     NS  ns.sub
old      DNAME w
long     DNAME `+strings.Repeat(strings.Repeat("t", 50)+".", 3)+`
e.n.t    A   192.0.2.3
`, "$ORIGIN y.example.\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n NS ns.x.example.\n")
	// A DNAME makes a name of 256 octets of this one, of 255 without its first.
	long := strings.Repeat(strings.Repeat("l", 50)+".", 2) + "long.x.example. A"
	groups := []struct {
		class answer.Class
		asked []string
	}{
		{answer.Positive, []string{"ns.x.example. A", "NS.x.Example. A", "ns.x.example. ANY"}},
		{answer.Positive, []string{"ns.x.example. AAAA"}},
		{answer.Positive, []string{"www.x.example. A"}},
		{answer.Positive, []string{"a.w.x.example. A", "b.c.w.x.example. A", "*.w.x.example. A"}},
		{answer.Positive, []string{"a.v.x.example. A"}},
		{answer.Positive, []string{"alias.x.example. A", "alias.x.example. AAAA", "alias.x.example. CNAME", "alias.x.example. MX"}},
		{answer.Positive, []string{"dead.x.example. A"}},
		{answer.Positive, []string{"out.x.example. A"}},
		{answer.Positive, []string{"a.old.x.example. A", "b.c.old.x.example. MX", "old.x.example. DNAME"}},
		{answer.Positive, []string{long[1:], "a.long.x.example. A", "long.x.example. DNAME"}},
		{answer.Positive, []string{"x.example. NS"}},
		{answer.NoData, []string{"ns.x.example. MX", "ns.x.example. TXT"}},
		{answer.NoData, []string{"a.w.x.example. MX", "b.w.x.example. TXT"}},
		{answer.NoData, []string{"t.x.example. A", "t.x.example. ANY"}},
		{answer.NoData, []string{"sub.x.example. DS"}},
		{answer.NoData, []string{"sub2.x.example. DS"}},
		{answer.NXDomain, []string{"nothing.x.example. A", "a.b.ns.x.example. MX", long}},
		{answer.NXDomain, []string{"nothing.y.example. A"}},
		{answer.Referral, []string{"sub.x.example. A", "a.sub.x.example. MX", "ns.sub.x.example. A"}},
		{answer.Referral, []string{"a.sub2.x.example. A"}},
		{answer.Error, []string{"elsewhere.test. A", "other.test. A", "x.example. AXFR", "x.example. A HS", "x.example. A +opcode=4", "version.bind. TXT CH", "id.server. TXT CH", "id.server. A CH", "x.example. TYPE128", "x.example. A +edns=1"}},
	}
	s.face = &answer.Face{ID: "ams-1"}
	seen := map[uint64]string{}
	for _, g := range groups {
		var key uint64
		for i, asked := range g.asked {
			in, err := parseAsk(t, ";; "+asked).msg.Pack()
			if err != nil {
				t.Fatal(err)
			}
			s.exchange(in, true)
			o := s.a.Outcome()
			if i == 0 {
				key = o.Key
			}
			if o.Class != g.class || o.Key != key || o.Proven || (o.Class == answer.Error) != (o.Key == 0) {
				t.Errorf("%s: %+v, want class %d and key %x", asked, o, g.class, key)
			}
		}
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s are limited together", g.asked[0], other)
		}
		seen[key] = g.asked[0]
	}
	if n := len(s.raw([]byte{1, 2, 3}, true)); n != 0 || s.a.Outcome() != (answer.Outcome{}) {
		t.Errorf("no reply: %d octets, %+v", n, s.a.Outcome())
	}
}

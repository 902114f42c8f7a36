package wire

import "testing"

func TestVerdictRcodes(t *testing.T) {
	for _, c := range []struct {
		verdict Verdict
		rcode   int
		text    string
	}{
		{Drop, 0, "DROP"},
		{FormErr, 1, "FORMERR"},
		{NotImp, 4, "NOTIMP"},
		{BadVers, 16, "BADVERS"},
		{Refused, 5, "REFUSED"},
		{Answer, 0, "ANSWER"},
		{CookieOnly, 0, "COOKIE"},
		{Chaos, 0, "CHAOS"},
		{99, 0, "?"},
	} {
		if rcode, text := c.verdict.Rcode(), c.verdict.String(); rcode != c.rcode || text != c.text {
			t.Errorf("verdict %d: %d %s, want %d %s", uint8(c.verdict), rcode, text, c.rcode, c.text)
		}
	}
}

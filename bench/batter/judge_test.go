package batter

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// TestJudge alters a good reply in every way that matters: a judge that never
// condemns is none.
func TestJudge(t *testing.T) {
	ask := func() *dns.Msg {
		m := new(dns.Msg).SetQuestion("sip.battered.example.", dns.TypeA)
		m.Id = 7
		return m.SetEdns0(588, false)
	}
	long := strings.Repeat("a", 250)
	for _, c := range [...]struct {
		name  string
		ask   func(*dns.Msg)
		reply func(*dns.Msg)
		octet func([]byte) []byte
		want  string
	}{
		{name: "good"},
		{name: "id", reply: func(m *dns.Msg) { m.Id = 8 }, want: "another id"},
		{name: "query", reply: func(m *dns.Msg) { m.Response = false }, want: "not a reply"},
		{name: "RA", reply: func(m *dns.Msg) { m.RecursionAvailable = true }, want: "flags 8580: RA, Z, AD or CD"},
		{name: "Z", reply: func(m *dns.Msg) { m.Zero = true }, want: "flags 8540: RA, Z, AD or CD"},
		{name: "AD", reply: func(m *dns.Msg) { m.AuthenticatedData = true }, want: "flags 8520: RA, Z, AD or CD"},
		{name: "CD", reply: func(m *dns.Msg) { m.CheckingDisabled = true }, want: "flags 8510: RA, Z, AD or CD"},
		{name: "RD", reply: func(m *dns.Msg) { m.RecursionDesired = false }, want: "flags 8400 for 0100: opcode or RD"},
		{name: "opcode", reply: func(m *dns.Msg) { m.Opcode = 4 }, want: "flags a500 for 0100: opcode or RD"},
		{name: "case", reply: func(m *dns.Msg) { m.Question[0].Name = "SIP.battered.example." }, want: "another question"},
		{name: "no question", reply: func(m *dns.Msg) { m.Question = nil }, want: "the question is missing"},
		{name: "two questions", reply: func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }, want: "2 questions"},
		{name: "no question, and no wonder", reply: func(m *dns.Msg) { m.Question, m.Answer, m.Rcode = nil, nil, 1 }},
		{name: "TC", reply: func(m *dns.Msg) { m.Truncated = true }, want: "truncated, with records in the answer section"},
		{name: "octets behind", octet: func(b []byte) []byte { return append(b, 0) }, want: "66 octets, and the records end at 65"},
		{name: "cut", octet: func(b []byte) []byte { return b[:60] }, want: "does not parse: "},
		{name: "long", reply: func(m *dns.Msg) { m.Answer = texts(long, long, "x") }, want: "589 octets, more than 588"},
		{name: "long, and no OPT", reply: func(m *dns.Msg) { m.Answer, m.Extra = texts(long, long), nil }, want: "564 octets, more than 512"},
		{name: "long, and asked for", ask: func(m *dns.Msg) { m.IsEdns0().SetUDPSize(589) }, reply: func(m *dns.Msg) { m.Answer = texts(long, long, "x") }},
		{
			name: "too long for anyone", ask: func(m *dns.Msg) { m.IsEdns0().SetUDPSize(4096) },
			reply: func(m *dns.Msg) { m.Answer = texts(long, long, long, long, long) }, want: "1364 octets, more than 1232",
		},
		{name: "error with records", reply: func(m *dns.Msg) { m.Rcode, m.Extra = 5, nil }, ask: nil, want: "an error of 54 octets for a request of 49"},
		{name: "short error with records", ask: pad, reply: func(m *dns.Msg) { m.Rcode = 5 }, want: "an error with 1 records"},
		{name: "long error", reply: func(m *dns.Msg) { m.Rcode, m.Answer, m.Extra = 5, nil, append(texts("x"), m.Extra...) }, want: "an error of 63 octets for a request of 49"},
		{name: "reply to a reply", ask: func(m *dns.Msg) { m.Response = true }, want: "a reply to what must not be answered"},
		{name: "no reply", octet: func([]byte) []byte { return nil }, want: "no reply"},
		{name: "rightly no reply", ask: func(m *dns.Msg) { m.Response = true }, octet: func([]byte) []byte { return nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := ask()
			r := new(dns.Msg).SetReply(q)
			r.Authoritative = true
			r.SetEdns0(1232, false)
			r.Answer = []dns.RR{&dns.A{
				Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: 1, Ttl: 60}, A: []byte{192, 0, 2, 1},
			}}
			r.Compress = true
			if c.ask != nil {
				c.ask(q)
			}
			if c.reply != nil {
				c.reply(r)
			}
			in, out := packed(t, q), packed(t, r)
			if c.octet != nil {
				out = c.octet(out)
			}
			got, _ := new(judge).verdict(in, out, true, false)
			if got != c.want && (c.want == "" || !strings.HasSuffix(c.want, ": ") || !strings.HasPrefix(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// texts are TXT records, one for each text, owned by the question's name.
func texts(all ...string) (rrs []dns.RR) {
	for _, text := range all {
		rrs = append(rrs, &dns.TXT{
			Hdr: dns.RR_Header{Name: "sip.battered.example.", Rrtype: dns.TypeTXT, Class: 1, Ttl: 60}, Txt: []string{text},
		})
	}
	return rrs
}

// pad makes a request longer.
func pad(m *dns.Msg) {
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_PADDING{Padding: make([]byte, 100)})
}

func packed(t *testing.T, m *dns.Msg) []byte {
	t.Helper()
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestHasCookie finds a cookie in a request that claims more records than it
// has: the server reads it too, and may then say more in its error.
func TestHasCookie(t *testing.T) {
	m := new(dns.Msg).SetQuestion("sip.battered.example.", dns.TypeA).SetEdns0(1232, false)
	o := &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0102030405060708"}
	m.IsEdns0().Option = append(m.IsEdns0().Option, o)
	if hasCookie(packed(t, m)) {
		t.Error("the client's part alone counts")
	}
	o.Cookie += "01000000000000000000000000000000"
	in := packed(t, m)
	if in[11] = 9; !hasCookie(in) {
		t.Error("not found")
	}
}

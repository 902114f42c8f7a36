package peers

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/zones"
)

// ask is a question of tests.
func ask(t testing.TB, owner string, qtype uint16) *Question {
	t.Helper()
	n, err := zones.ParseName(owner)
	if err != nil {
		t.Fatal(err)
	}
	return &Question{Group: "g", Owner: n, Type: qtype}
}

// replied is a reply in wire form to a query, with records in presentation form.
func replied(t testing.TB, query []byte, change func(*dns.Msg), records ...string) []byte {
	t.Helper()
	var q dns.Msg
	if err := q.Unpack(query); err != nil {
		t.Fatal(err)
	}
	m := new(dns.Msg).SetReply(&q)
	m.Compress = true
	for _, text := range records {
		rr, err := dns.NewRR(text)
		if err != nil {
			t.Fatal(err)
		}
		m.Answer = append(m.Answer, rr)
	}
	if change != nil {
		change(m)
	}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// itself is the word of a record for those who know no pools.
func itself(record string) string { return record }

func TestQuery(t *testing.T) {
	var m dns.Msg
	if err := m.Unpack(ask(t, "_sip._tls.example.com", typeSRV).query(7)); err != nil {
		t.Fatal(err)
	}
	if q := m.Question[0]; m.Id != 7 || m.RecursionDesired || q.Name != "_sip._tls.example.com." || q.Qtype != dns.TypeSRV || q.Qclass != dns.ClassINET {
		t.Error(m.String())
	}
	opt := m.IsEdns0()
	if opt == nil || opt.UDPSize() != 1232 || len(opt.Option) != 1 || opt.Option[0].String() != "240.0.0.0/24/0" {
		t.Error(opt)
	}
}

// Records count by rung; their order, weights and times to live do not.
func TestRead(t *testing.T) {
	srv, a, aaaa := ask(t, "s.example.com", typeSRV), ask(t, "a.example.com", typeA), ask(t, "a.example.com", typeAAAA)
	for _, c := range []struct {
		q       *Question
		change  func(*dns.Msg)
		records string
		want    string
	}{
		{srv, nil, "s.example.com. 60 SRV 20 5 443 b.example.com.;s.example.com. 60 SRV 10 1 443 A.example.com.", "a.example.com:443, b.example.com:443"},
		{srv, nil, "s.example.com. 20 SRV 1 7 443 a.example.com.;s.example.com. 20 SRV 1000 1 443 b.example.com.", "a.example.com:443, b.example.com:443"},
		{srv, nil, "s.example.com. 60 SRV 10 5 443 b.example.com.;s.example.com. 60 SRV 10 5 443 a.example.com.", "a.example.com:443+b.example.com:443"},
		{srv, nil, "s.example.com. 60 SRV 0 0 0 .", ".:0"},
		{a, nil, "a.example.com. 60 A 192.0.2.2;a.example.com. 60 A 192.0.2.1", "192.0.2.1+192.0.2.2"},
		{aaaa, nil, "a.example.com. 60 AAAA 2001:db8::1", "2001:db8::1"},
		{a, nil, "a.example.com. 60 CNAME b.example.com.;b.example.com. 60 A 192.0.2.1", "192.0.2.1"},
		{a, nil, "", "nothing"},
		{a, func(m *dns.Msg) { m.Rcode = dns.RcodeRefused }, "", "REFUSED"},
		{a, func(m *dns.Msg) { m.Rcode = dns.RcodeNotAuth }, "", "reply code 9"},
		{a, func(m *dns.Msg) { m.Truncated = true }, "", "TC"},
		{a, func(m *dns.Msg) { m.Id++ }, "", "not ours"},
		{a, func(m *dns.Msg) { m.Response = false }, "", "not ours"},
		{a, func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify }, "", "not ours"},
		{a, func(m *dns.Msg) { m.Question[0].Name = "c.example.com." }, "", "not ours"},
		{a, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA }, "", "not ours"},
		{a, func(m *dns.Msg) { m.Question = nil }, "", "not ours"},
	} {
		query := c.q.query(258)
		reply := replied(t, query, c.change, strings.FieldsFunc(c.records, func(r rune) bool { return r == ';' })...)
		got, truncated, err := c.q.read(reply, query)
		text := got.text(itself)
		switch {
		case err != nil:
			text = "not ours"
		case truncated:
			text = "TC"
		}
		if text != c.want {
			t.Errorf("%q: %s, want %s", c.records, text, c.want)
		}
		for n := range reply { // cut anywhere, it is no answer
			if _, truncated, err := c.q.read(reply[:n], query); err == nil && !truncated && c.records != "" && n < len(reply)-11 {
				t.Errorf("%q: %d of %d octets are read", c.records, n, len(reply))
			}
		}
	}
}

// A compressed name that leads in circles, or past the end, is malformed.
func TestReadPointers(t *testing.T) {
	q := ask(t, "s.example.com", typeSRV)
	query := q.query(1)
	good := replied(t, query, nil, "s.example.com. 60 SRV 20 5 443 s.example.com.")
	owner := headerLen + len(q.Owner) + 4
	for _, to := range []int{owner, owner + 1, 0x3fff, len(good) - 1} {
		bad := append([]byte(nil), good...)
		bad[owner], bad[owner+1] = 0xc0|byte(to>>8), byte(to)
		if a, _, err := q.read(bad, query); err == nil {
			t.Errorf("a pointer to %d gives %v", to, a)
		}
	}
}

func TestText(t *testing.T) {
	long := answer{}
	for range 10 {
		long.rungs = append(long.rungs, []string{strings.Repeat("x", len(long.rungs)+1)})
	}
	if got := long.text(itself); got != "x, xx, xxx, xxxx, xxxxx, xxxxxx, xxxxxxx, xxxxxxxx, 2 more" {
		t.Error(got)
	}
	if got := long.text(func(string) string { return "ams" }); got != "ams, ams, ams, ams, ams, ams, ams, ams, 2 more" {
		t.Error(got)
	}
}

// FuzzRead reads what anybody may send.
func FuzzRead(f *testing.F) {
	q := ask(f, "s.example.com", typeSRV)
	query := q.query(1)
	f.Add(replied(f, query, nil, "s.example.com. 60 SRV 20 5 443 b.example.com.", "s.example.com. 60 SRV 10 1 443 a.example.com."))
	f.Add(replied(f, query, func(m *dns.Msg) { m.Rcode = dns.RcodeServerFailure }))
	f.Fuzz(func(t *testing.T, reply []byte) {
		a, truncated, err := q.read(reply, query)
		if (err != nil || truncated) && len(a.rungs) > 0 {
			t.Fatal("it is read and is not")
		}
		_ = a.text(itself)
	})
}

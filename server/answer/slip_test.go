package answer_test

import (
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// slip answers a question and then slips: it is the reply of the limiter to one
// who asks too much. size is how much longer than the question it is.
func (s *served) slip(in []byte) (r *dns.Msg, size int) {
	s.t.Helper()
	s.exchange(in, true)
	out := make([]byte, 65535)
	n := s.a.Slip(in, out)
	r, problem := sound(in, out[:n], true)
	if problem != "" {
		s.t.Fatal(problem)
	}
	return r, n - len(in)
}

// TestSlip: TC and nothing else, no longer than the question; whoever shows a
// cookie that does not hold gets BADCOOKIE (RFC 7873 5.2.3) and a cookie.
func TestSlip(t *testing.T) {
	s := serve(t, plainZone)
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1}), NSID: "a-name-of-some-length"}
	for line, want := range map[string]struct {
		text string
		size int
	}{
		";; ns.x.example. A":                                              {";; NOERROR tc", 0},
		";; ns.x.example. A +noedns":                                      {";; NOERROR tc", 0},
		";; ns.x.example. A +do":                                          {";; NOERROR tc\n;; OPT do", 0},
		";; nothing.x.example. A +rd":                                     {";; NOERROR tc rd", 0},
		";; elsewhere.test. A +nsid":                                      {";; NOERROR tc", -4},
		";; ns.x.example. A +subnet=10.2.0.0/16":                          {";; NOERROR tc\n;; OPT subnet=10.2.0.0/16/0", 0},
		";; x.example. A +edns=1":                                         {";; NOERROR tc", 0},
		";; x.example. A +opcode=5":                                       {";; NOERROR tc", -26}, // nothing but the header is looked at
		";; ns.x.example. A +cookie=" + clientCookie:                      {";; BADCOOKIE\n;; OPT cookie=24 octets", 16},
		";; elsewhere.test. A +cookie=" + clientCookie:                    {";; BADCOOKIE\n;; OPT cookie=24 octets", 16},
		";; ns.x.example. A +cookie=" + clientCookie + "0102030405060708": {";; BADCOOKIE\n;; OPT cookie=24 octets", 8},
		";; ns.x.example. A +cookie=" + clientCookie + "01000000010203040506070809101112": {";; BADCOOKIE\n;; OPT cookie=24 octets", 0},
	} {
		in, err := parseAsk(t, line).msg.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r, size := s.slip(in); print(r) != want.text || size != want.size {
			t.Errorf("%s: %d octets more, want %d\n%s\nwant\n%s", line, size, want.size, print(r), want.text)
		}
	}
	// One whose cookie holds is told to come by TCP, if it is slipped at all.
	first := shown(s.exchange(cookied(t, "ns.x.example.", clientCookie), true))
	if r, size := s.slip(cookied(t, "ns.x.example.", first)); print(r) != ";; NOERROR tc\n;; OPT cookie=24 octets" || size != 0 {
		t.Errorf("a good cookie: %d octets more\n%s", size, print(r))
	}
	s.face = nil
	if r, _ := s.slip(cookied(t, "ns.x.example.", clientCookie)); print(r) != ";; NOERROR tc" {
		t.Errorf("without cookies:\n%s", print(r))
	}
}

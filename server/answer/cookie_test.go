package answer_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

const clientCookie = "2464c4abcf10c957"

// TestCookies: who sends a cookie gets ours (RFC 7873 5.2, RFC 9018), if we
// make any.
func TestCookies(t *testing.T) {
	s := serve(t, plainZone)
	const script = `
;; ns.x.example. A +cookie=` + clientCookie + `
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53
`
	s.expect(script)
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1})}
	s.expect(script + ";; OPT cookie=24 octets")
	s.expect(`
;; ns.x.example. A
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53

# an error has one too
;; elsewhere.test. A +cookie=` + clientCookie + `
;; REFUSED
;; OPT cookie=24 octets

;; nothing.x.example. A +cookie=` + clientCookie + `
;; NXDOMAIN aa
;; AUTHORITY
x.example. 60 IN SOA ns.x.example. hostmaster.x.example. 1 7200 900 1209600 60
;; OPT cookie=24 octets
`)
}

// cookied is a question with a cookie, in hex.
func cookied(t *testing.T, name, cookie string) []byte {
	t.Helper()
	in, err := parseAsk(t, ";; "+name+" A +cookie="+cookie).msg.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// shown is the cookie of a reply, in hex.
func shown(r *dns.Msg) string {
	for _, o := range r.IsEdns0().Option {
		if c, ok := o.(*dns.EDNS0_COOKIE); ok {
			return c.Cookie
		}
	}
	return ""
}

// TestCookieProves: a cookie that we made proves the address that it was made
// for, and makes room for more than was sent. One that does not hold is as none.
func TestCookieProves(t *testing.T) {
	s := serve(t, plainZone)
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1})}
	first := s.exchange(cookied(t, "elsewhere.test.", clientCookie), true)
	if s.a.Outcome().Proven || len(shown(first)) != 48 || !strings.HasPrefix(shown(first), clientCookie) {
		t.Errorf("a client cookie alone proves %v and gets %s", s.a.Outcome().Proven, shown(first))
	}
	again := cookied(t, "elsewhere.test.", shown(first))
	r := s.exchange(again, true)
	if !s.a.Outcome().Proven || !strings.Contains(print(r), "ede=20") {
		t.Errorf("a cookie of ours proves %v\n%s", s.a.Outcome().Proven, print(r))
	}
	s.exchange(cookied(t, "ns.x.example.", shown(first)), true)
	if !s.a.Outcome().Proven {
		t.Error("a cookie of ours proves nothing beside an answer")
	}
	s.source = netip.MustParseAddr("::ffff:127.0.0.1") // the same by a socket of both families
	if s.exchange(again, true); !s.a.Outcome().Proven {
		t.Error("a mapped address is another")
	}
	s.source = netip.MustParseAddr("127.0.0.2")
	if r = s.exchange(again, true); s.a.Outcome().Proven || strings.Contains(print(r), "ede=20") {
		t.Errorf("a cookie proves another address\n%s", print(r))
	}
	s.source = netip.MustParseAddr("127.0.0.1")
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{2})}
	if s.exchange(again, true); s.a.Outcome().Proven {
		t.Error("a cookie proves an address by another secret")
	}
	s.face = &answer.Face{}
	if s.exchange(again, true); s.a.Outcome().Proven {
		t.Error("a cookie proves an address without a secret")
	}
	if s.exchange(cookied(t, "ns.x.example.", "00"+shown(first)[2:]), true); s.a.Outcome().Proven {
		t.Error("another client's cookie")
	}
}

// TestCookieAlone: a message without a question asks for a cookie, or whether
// one holds (RFC 7873 5.4).
func TestCookieAlone(t *testing.T) {
	s := serve(t, plainZone)
	alone := func(cookie string) []byte {
		in := cookied(t, ".", cookie)
		binary.BigEndian.PutUint16(in[4:], 0)
		return append(in[:12], in[17:]...)
	}
	ask := func(cookie, want string) string {
		t.Helper()
		r := s.exchange(alone(cookie), true)
		if got := dns.RcodeToString[r.Rcode]; got != want || len(r.Question)+len(r.Answer)+len(r.Ns) != 0 || r.Authoritative {
			t.Errorf("cookie %s: want %s, got\n%v", cookie, want, r)
		}
		if o := s.a.Outcome(); o.Class != answer.Error || o.Key != 0 {
			t.Errorf("cookie %s: outcome %+v", cookie, o)
		}
		return shown(r)
	}
	if ask(clientCookie, "FORMERR") != "" {
		t.Error("a cookie without a secret")
	}
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1})}
	ours := ask(clientCookie, "NOERROR")
	if len(ours) != 48 || ask(ours, "NOERROR") != ours {
		t.Error("our cookie is", ours)
	}
	if wrong := ours[:46] + "00"; ask(wrong, "BADCOOKIE") != ours {
		t.Error("a wrong cookie is not set right")
	}
}

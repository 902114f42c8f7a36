package wire

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// octets reads hex digits.
func octets(t testing.TB, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// secret reads a secret.
func secret(t testing.TB, digits string) Secret { return Secret(octets(t, digits)) }

// The secrets of RFC 9018 appendix A: of the first three examples, and the two
// of the fourth, where one is rolled over.
const (
	firstSecret = "e5e973e5a6b2a43f48e7dc849e37bfcf"
	oldSecret   = "dd3bdf9344b678b185a6f5cb60fca715"
	newSecret   = "445536bcd2513298075a5d379663c962"
)

// TestSecretsVectors makes and checks the cookies of RFC 9018 appendix A.
func TestSecretsVectors(t *testing.T) {
	for _, c := range []struct {
		name, client, from string
		secrets            string
		shown              string // by the asker; "" for a client cookie alone
		given              string // by us
		now                uint32
	}{
		{"A.1", "2464c4abcf10c957", "198.51.100.100", firstSecret, "", "010000005cf79f111f8130c3eee29480", 0x5cf79f11},
		{"A.2", "2464c4abcf10c957", "198.51.100.100", firstSecret, "010000005cf79f111f8130c3eee29480", "010000005cf7a871d4a564a1442aca77", 0x5cf7a871},
		{"A.3", "fc93fc62807ddb86", "203.0.113.203", firstSecret, "01abcdef5cf78f71a314227b6679ebf5", "", 0x5cf78f71 + 3600},
		{"A.4", "22681ab97d52c298", "2001:db8:220:1:59de:d0f4:8769:82b8", newSecret + oldSecret, "010000005cf7c57926556bd0934c72f8", "010000005cf7c609a6bb79d16625507a", 0x5cf7c609},
	} {
		t.Run(c.name, func(t *testing.T) {
			var list []Secret
			for s := c.secrets; s != ""; s = s[32:] {
				list = append(list, secret(t, s[:32]))
			}
			from := netip.MustParseAddr(c.from)
			var cookie Cookie
			if !cookie.parse(octets(t, c.client+c.shown)) {
				t.Fatal("the cookie does not parse")
			}
			if got := NewSecrets(list...).Valid(&cookie, from, c.now); got != (c.shown != "") {
				t.Errorf("valid %v for the cookie %q", got, c.shown)
			}
			given := NewSecrets(list...).Make(&cookie, from, c.now)
			if got := hex.EncodeToString(given[:]); c.given != "" && got != c.given {
				t.Errorf("cookie %s, want %s", got, c.given)
			}
			if from.Is4() {
				mapped := netip.AddrFrom16(from.As16())
				if NewSecrets(list...).Make(&cookie, mapped, c.now) != given {
					t.Error("the same address in an IPv6 one makes another cookie")
				}
			}
		})
	}
}

// shown is the Cookie of an asker that got a server cookie.
func shown(client string, server [16]byte) (c Cookie) {
	c.parse(append([]byte(client), server[:]...))
	return c
}

// TestSecretsAge: an hour old, five minutes ahead, over both turns of the clock.
func TestSecretsAge(t *testing.T) {
	s := NewSecrets(secret(t, firstSecret))
	from := netip.MustParseAddr("192.0.2.1")
	for _, now := range []uint32{1_700_000_000, 0x7fffffff, 0x80000000, 0xffffffff, 0, 100} {
		for _, c := range []struct {
			age  int32
			want bool
		}{{0, true}, {3600, true}, {3601, false}, {-300, true}, {-301, false}, {1 << 30, false}, {-1 << 31, false}} {
			made := s.Make(&Cookie{Client: [8]byte([]byte("12345678"))}, from, now-uint32(c.age))
			cookie := shown("12345678", made)
			if got := s.Valid(&cookie, from, now); got != c.want {
				t.Errorf("at %d, age %d: valid %v, want %v", now, c.age, got, c.want)
			}
		}
	}
}

// TestSecretsForged changes each octet of a cookie and of what it is bound to.
func TestSecretsForged(t *testing.T) {
	s := NewSecrets(secret(t, firstSecret), secret(t, oldSecret), secret(t, newSecret))
	from, now := netip.MustParseAddr("2001:db8::53"), uint32(1_700_000_000)
	made := NewSecrets(secret(t, newSecret)).Make(&Cookie{Client: [8]byte([]byte("12345678"))}, from, now)
	good := shown("12345678", made)
	if !s.Valid(&good, from, now) {
		t.Fatal("the cookie of the last secret does not hold")
	}
	for i := range made {
		bad := good
		bad.Server[i] ^= 1
		if s.Valid(&bad, from, now) {
			t.Errorf("holds with octet %d of the server cookie changed", i)
		}
	}
	for i := range good.Client {
		bad := good
		bad.Client[i] ^= 1
		if s.Valid(&bad, from, now) {
			t.Errorf("holds with octet %d of the client cookie changed", i)
		}
	}
	for _, size := range []uint8{0, 8, 15, 17, 32} {
		bad := good
		bad.Size = size
		if s.Valid(&bad, from, now) {
			t.Errorf("holds with a server cookie of %d octets", size)
		}
	}
	for _, other := range []string{"2001:db8::54", "192.0.2.1", "3001:db8::53"} {
		if s.Valid(&good, netip.MustParseAddr(other), now) {
			t.Errorf("holds for %s", other)
		}
	}
	if NewSecrets(secret(t, firstSecret)).Valid(&good, from, now) {
		t.Error("holds without the secret that made it")
	}
}

// TestSecretsStaySecret prints them in every way that a log has.
func TestSecretsStaySecret(t *testing.T) {
	s := NewSecrets(secret(t, firstSecret), secret(t, oldSecret))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		if got := fmt.Sprintf(verb, s); got != "(2 secrets)" {
			t.Errorf("%s prints %q", verb, got)
		}
		if got := fmt.Sprintf(verb, secret(t, firstSecret)); got != "(secret)" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

// TestRandomSecrets: two of them are not the same.
func TestRandomSecrets(t *testing.T) {
	a, b := RandomSecrets(), RandomSecrets()
	if a.Len() != 1 || b.Len() != 1 || a.list[0] == b.list[0] || a.list[0] == (Secret{}) {
		t.Error("random secrets are not random")
	}
}

// TestCookieAllocs: making and checking are on the answering path.
func TestCookieAllocs(t *testing.T) {
	s := NewSecrets(secret(t, firstSecret))
	from := netip.MustParseAddr("192.0.2.1")
	var c Cookie
	if n := testing.AllocsPerRun(100, func() { c = shown("12345678", s.Make(&c, from, 7)); s.Valid(&c, from, 7) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestReadSecrets: what a file may say.
func TestReadSecrets(t *testing.T) {
	text := "# active\n" + firstSecret + "\n\n  " + strings.ToUpper(oldSecret) + "\t# the one before\r\n"
	s, err := ReadSecrets("secrets", strings.NewReader(text))
	if err != nil || s.Len() != 2 || s.list[0] != secret(t, firstSecret) || s.list[1] != secret(t, oldSecret) {
		t.Fatalf("got %v, %v", s, err)
	}
	full := strings.Repeat("#", maxSecretFile-33) + "\n" + firstSecret
	if s, err := ReadSecrets("secrets", strings.NewReader(full)); err != nil || s.Len() != 1 {
		t.Errorf("a file of %d octets: %v", len(full), err)
	}
}

// TestReadSecretsErrors: all that is wrong at once, and no digit of a secret.
func TestReadSecretsErrors(t *testing.T) {
	const third, fourth = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "# nothing\n", "f:1:1: no secret (write one line of 32 random hex digits: openssl rand -hex 16)"},
		{"short", " " + firstSecret[:31], "f:1:2: 31 hex digits (a secret has 32)"},
		{"long", firstSecret + "0", "f:1:1: 33 hex digits (a secret has 32)"},
		{"no digit", "\n" + firstSecret[:5] + "g" + firstSecret[6:], "f:2:6: not a hex digit (a line is one secret of 32 hex digits)"},
		{"twice", firstSecret + "\n" + firstSecret, "f:2:1: the same as secret 1 (a roll-over needs another one)"},
		{"four", strings.Join([]string{firstSecret, oldSecret, third, fourth}, "\n"), "f:4:1: more than 3 secrets (remove the oldest)"},
		{"two mistakes", "x\ny", "f:1:1: not a hex digit (a line is one secret of 32 hex digits)\nf:2:1: not a hex digit (a line is one secret of 32 hex digits)"},
		{"huge", strings.Repeat("#", maxSecretFile+1), "f: more than 4096 octets (this holds at most 3 lines of 32 hex digits)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ReadSecrets("f", strings.NewReader(c.text))
			if s != nil || err == nil || err.Error() != c.want {
				t.Errorf("got %v, %v\nwant %s", s, err, c.want)
			}
		})
	}
	if _, err := ReadSecrets("f", failing{}); err == nil || err.Error() != "f: broken" {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

// failing is a file that cannot be read.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("broken") }

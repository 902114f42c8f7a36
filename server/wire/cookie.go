package wire

import (
	"net/netip"
)

// Sizes of cookies in octets (RFC 7873 4, RFC 9018 3).
const (
	clientCookieLen = 8
	serverCookieLen = 16
)

// Cookie is a COOKIE option as the asker sent it (RFC 7873 4.1). The zero
// value is "none sent". Copy it freely.
type Cookie struct {
	Present bool
	Client  [clientCookieLen]byte
	Server  [serverCookieLen]byte // the first octets of what was sent
	Size    uint8                 // octets of the server cookie as sent: 0, or 8 to 32; only 16 can be ours
}

// Secret is what server cookies are made with. It never goes to a log.
type Secret [16]byte

// Secrets make and check server cookies (RFC 9018 4). The first makes them,
// all of them check: so every server of a zone can be moved to a new secret
// one after the other. Immutable, for any number of goroutines.
type Secrets struct{ list []Secret }

// NewSecrets returns secrets, of which there must be one at least.
func NewSecrets(list ...Secret) *Secrets { return &Secrets{list} }

// Make is the server cookie for an asker at an address, at a time in seconds
// since 1970 (which wraps in 2106).
func (s *Secrets) Make(c *Cookie, from netip.Addr, now uint32) (cookie [serverCookieLen]byte) {
	return cookie
}

// Valid reports whether the asker shows a server cookie that was made for its
// address at most an hour ago, or at most five minutes ahead by another
// server's clock (RFC 9018 4.3).
func (s *Secrets) Valid(c *Cookie, from netip.Addr, now uint32) bool { return false }

package wire

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"

	"github.com/dchest/siphash"
)

// cookieVersion is the one way of making server cookies that is known
// (RFC 9018 4.1). It says that SipHash-2-4 is the hash.
const cookieVersion = 1

// How old a server cookie may be, and how far the clock of the server that
// made it may be ahead of ours, in seconds (RFC 9018 4.3).
const (
	maxCookieAge   = 60 * 60
	maxCookieAhead = 5 * 60
)

// Offsets in a server cookie: version, three reserved octets, a time stamp,
// the hash (RFC 9018 4).
const (
	cookieStamp = 4
	cookieHash  = 8
)

// Secret is what server cookies are made with: a key of SipHash, as the octets
// that its hex digits say. It never goes to a log: printing it, in whatever
// way fmt has, hides it.
type Secret [16]byte

// Format hides the secret.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(secret)")) }

// Secrets make and check server cookies (RFC 9018 4). The first makes them,
// all of them check: so every server of a zone can be moved to a new secret
// one after the other. Immutable, for any number of goroutines. There is no
// zero value: make them with [NewSecrets], [RandomSecrets] or [ReadSecrets].
type Secrets struct{ list []Secret }

// NewSecrets returns secrets, of which there must be one at least.
func NewSecrets(list ...Secret) *Secrets { return &Secrets{slices.Clone(list)} }

// RandomSecrets returns one secret that nobody knows. Cookies that it makes
// hold until the process ends, and at this server alone.
func RandomSecrets() *Secrets {
	var s Secret
	_, _ = rand.Read(s[:]) // never fails
	return NewSecrets(s)
}

// Len is how many secrets there are.
func (s *Secrets) Len() int { return len(s.list) }

// Format hides the secrets, but says how many there are.
func (s *Secrets) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "(%d secrets)", len(s.list)) }

// Make is the server cookie for an asker at an address, at a time in seconds
// since 1970 (which wraps in 2106; RFC 9018 4.3). IPv4 addresses that are
// written as IPv6 ones are IPv4 addresses.
func (s *Secrets) Make(c *Cookie, from netip.Addr, now uint32) (cookie [serverCookieLen]byte) {
	cookie[0] = cookieVersion
	binary.BigEndian.PutUint32(cookie[cookieStamp:], now)
	sum := s.list[0].hash(c, cookie[:cookieHash], from)
	copy(cookie[cookieHash:], sum[:])
	return cookie
}

// Valid reports whether the asker shows a server cookie that was made for its
// address at most an hour ago, or at most five minutes ahead by another
// server's clock (RFC 9018 4.3). If not, the request is to be treated as if it
// had a client cookie alone (RFC 7873 5.2.4). The reserved octets may hold
// anything, and are hashed as they came (RFC 9018 4.2).
func (s *Secrets) Valid(c *Cookie, from netip.Addr, now uint32) bool {
	if c.Size != serverCookieLen || c.Server[0] != cookieVersion {
		return false
	}
	// Serial number arithmetic (RFC 1982 3.2): right over the wrap of the
	// clock, and whatever is half a circle away is too far ahead.
	age := int32(now - binary.BigEndian.Uint32(c.Server[cookieStamp:]))
	if age < -maxCookieAhead || age > maxCookieAge {
		return false
	}
	for i := range s.list {
		sum := s.list[i].hash(c, c.Server[:cookieHash], from)
		if subtle.ConstantTimeCompare(sum[:], c.Server[cookieHash:]) == 1 {
			return true
		}
	}
	return false
}

// hash is SipHash-2-4 of client cookie, head of the server cookie and address
// of the asker, 4 or 16 octets (RFC 9018 4.4). SipHash is defined in
// little-endian octets.
func (s *Secret) hash(c *Cookie, head []byte, from netip.Addr) (sum [8]byte) {
	var text [clientCookieLen + cookieHash + 16]byte
	n := copy(text[:], c.Client[:])
	n += copy(text[n:], head)
	if from = from.Unmap(); from.Is4() {
		addr := from.As4()
		n += copy(text[n:], addr[:])
	} else {
		addr := from.As16()
		n += copy(text[n:], addr[:])
	}
	k0, k1 := binary.LittleEndian.Uint64(s[:8]), binary.LittleEndian.Uint64(s[8:])
	binary.LittleEndian.PutUint64(sum[:], siphash.Hash(k0, k1, text[:n]))
	return sum
}

package health

import (
	"bytes"
	"crypto/tls"
	"slices"
)

// Identity is the certificate that we show to peers that ask for one, with
// its private key: mutual TLS, RFC 8446 section 4.4.2. It says nothing of
// itself in a log, an error or a state file.
//
// The zero value and nil are no identity. It never changes once it is made,
// and may be used from any goroutine; pass it by pointer.
type Identity struct{ pair tls.Certificate }

// NewIdentity makes an identity of a certificate chain and its key.
func NewIdentity(pair tls.Certificate) *Identity { return &Identity{pair} }

// Certificate is what TLS shows; nil without an identity. It must not be
// changed.
func (i *Identity) Certificate() *tls.Certificate {
	if i == nil || len(i.pair.Certificate) == 0 {
		return nil
	}
	return &i.pair
}

// Same reports whether both show one certificate chain. A certificate that
// was renewed is another, even from the same file.
func (i *Identity) Same(j *Identity) bool {
	a, b := i.Certificate(), j.Certificate()
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Certificate, b.Certificate, bytes.Equal)
}

// String hides what it holds.
func (i *Identity) String() string { return "identity" }

// GoString hides what it holds from %#v too.
func (i *Identity) GoString() string { return "identity" }

// MarshalText hides what it holds from every text format.
func (i *Identity) MarshalText() ([]byte, error) { return []byte("identity"), nil }

package probe

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"geosrv/health"
)

// judge verifies the peer's certificate as the endpoint asks for.
func (h *handshake) judge(state tls.ConnectionState) error {
	h.seen = true
	h.leaf = state.PeerCertificates[0]
	h.fault = h.inspect(state.PeerCertificates, time.Now())
	if h.fault != nil {
		return h.fault
	}
	return nil
}

// inspect returns what is wrong with the chain at the time now, nil if
// nothing is.
func (h *handshake) inspect(chain []*x509.Certificate, now time.Time) *certificateError {
	if h.e.Verify == health.VerifyNone {
		return nil
	}
	leaf := chain[0]
	if h.e.Name != "" {
		if err := leaf.VerifyHostname(strings.TrimSuffix(h.e.Name, ".")); err != nil {
			return &certificateError{health.ReasonTLSName, err}
		}
	}
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return &certificateError{health.ReasonTLSExpired, fmt.Errorf("valid from %s to %s",
			leaf.NotBefore.UTC().Format(time.DateTime), leaf.NotAfter.UTC().Format(time.DateTime))}
	}
	if h.e.Verify != health.VerifyFull {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: h.roots, Intermediates: between, CurrentTime: now})
	if err != nil {
		return &certificateError{health.ReasonTLSChain, err}
	}
	return nil
}

// summary tells people what the handshake showed.
func (h *handshake) summary() string {
	if h == nil || h.leaf == nil {
		return ""
	}
	words := "certificate for " + names(h.leaf) + " until " + date(h.leaf.NotAfter)
	if h.asked {
		words += ", asks for a client certificate"
	}
	return words
}

// names are the names that a certificate is for.
func names(c *x509.Certificate) string {
	words := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		words = append(words, ip.String())
	}
	if len(words) == 0 {
		words = append(words, c.Subject.CommonName)
	}
	return strings.Join(words, ", ")
}

// date is the day of a moment: a warning must be the same text all day.
func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

package probe

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"geosrv/health"
)

// handshake is what one TLS handshake showed of the peer. The certificate is
// judged in the middle of the handshake, when it is seen, because a peer that
// wants a client certificate may break the handshake off after that.
type handshake struct {
	verify string // as Endpoint.Verify
	name   string // expected; "" any
	roots  *x509.CertPool

	seen  bool              // a certificate came
	fault *certificateError // what is wrong with it; nil if nothing
	leaf  *x509.Certificate // the peer's
	asked bool              // the peer asked for a client certificate
}

// certificateError is a certificate that does not pass the endpoint's verify.
type certificateError struct {
	reason string // one of the health.ReasonTLS constants
	err    error
}

func (e *certificateError) Error() string { return e.err.Error() }
func (e *certificateError) Unwrap() error { return e.err }

// clientCertError is a connection that broke after the peer's certificate
// had passed and the peer had asked for ours.
type clientCertError struct{ err error }

func (e *clientCertError) Error() string {
	return "the peer asked for a client certificate, then: " + e.err.Error()
}
func (e *clientCertError) Unwrap() error { return e.err }

// config is the client's side of the handshake. TLS 1.0 is accepted: the
// question is whether the peer serves its own clients, and old edges do so by
// old versions.
func (h *handshake) config(protocols []string) *tls.Config {
	return &tls.Config{
		ServerName: strings.TrimSuffix(h.name, "."),
		MinVersion: tls.VersionTLS10,
		NextProtos: protocols,
		// VerifyConnection decides instead: the standard verification knows
		// no "name and dates, whoever signed it".
		InsecureSkipVerify: true,
		VerifyConnection:   h.judge,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			h.asked = true
			return &tls.Certificate{}, nil // none: we have no identity to show
		},
	}
}

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
	if h.verify == health.VerifyNone {
		return nil
	}
	leaf := chain[0]
	if h.name != "" {
		if err := leaf.VerifyHostname(strings.TrimSuffix(h.name, ".")); err != nil {
			return &certificateError{health.ReasonTLSName, err}
		}
	}
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return &certificateError{health.ReasonTLSExpired, fmt.Errorf("valid from %s to %s",
			leaf.NotBefore.UTC().Format(time.DateTime), leaf.NotAfter.UTC().Format(time.DateTime))}
	}
	if h.verify != health.VerifyFull {
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

// explain gives an error of the handshake, or of a read after it, the
// meaning that the handshake's history adds. In TLS 1.3 the peer's refusal of
// our empty certificate arrives after our side of the handshake is over.
func (h *handshake) explain(err error) error {
	var late *clientCertError
	if h.fault != nil || !h.asked || !h.seen || errors.As(err, &late) || isTimeout(err) {
		return err
	}
	return &clientCertError{err}
}

// summary tells people what the handshake showed.
func (h *handshake) summary() string {
	if h == nil || h.leaf == nil {
		return ""
	}
	words := "certificate for " + strings.Join(certificateNames(h.leaf), ", ") +
		" until " + h.leaf.NotAfter.UTC().Format(time.DateOnly)
	if h.asked {
		words += ", asks for a client certificate"
	}
	return words
}

// certificateNames are the names that a certificate is for.
func certificateNames(c *x509.Certificate) []string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		names = append(names, c.Subject.CommonName)
	}
	return names
}

// isTimeout tells an error by deadline.
func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

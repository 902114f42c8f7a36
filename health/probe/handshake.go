package probe

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"time"

	"geosrv/health"
)

// handshake is what one TLS handshake showed of the peer. The certificate is
// judged in the middle of the handshake, when it is seen, because a peer that
// wants a client certificate may break the handshake off after that.
type handshake struct {
	e     health.Endpoint
	roots *x509.CertPool

	seen  bool              // a certificate came
	fault *certificateError // what is wrong with it; nil if nothing
	leaf  *x509.Certificate // the peer's
	asked bool              // the peer asked for a client certificate
	shown bool              // and we had one to show
	done  bool              // the handshake is over, as far as our side knows
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

// parametersError is a handshake without a common version or cipher.
type parametersError struct {
	err  error
	hint string // "" if there is none
}

func (e *parametersError) Error() string { return e.err.Error() + e.hint }
func (e *parametersError) Unwrap() error { return e.err }

// config is the client's side of the handshake. Without legacy it is what
// today's clients offer, TLS 1.2 (RFC 5246) and later: an edge that they
// cannot talk to is not alive to them.
func (h *handshake) config(protocols []string) *tls.Config {
	c := &tls.Config{
		ServerName: strings.TrimSuffix(h.e.Name, "."),
		MinVersion: tls.VersionTLS12,
		NextProtos: protocols,
		// VerifyConnection decides instead: the standard verification knows
		// no "name and dates, whoever signed it".
		InsecureSkipVerify:   true,
		VerifyConnection:     h.judge,
		GetClientCertificate: h.show,
	}
	if h.e.LegacyTLS {
		c.MinVersion = tls.VersionTLS10
		c.CipherSuites = legacyCiphers()
		// With the keys of our decade the first message outgrows one packet,
		// which boxes of theirs do not survive.
		c.CurvePreferences = []tls.CurveID{tls.CurveP256, tls.X25519, tls.CurveP384}
	}
	return c
}

// legacyCiphers are all that we can speak but RC4: CBC with SHA-1, RSA key
// exchange and 3DES too. A probe has no secret to lose by them.
func legacyCiphers() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !strings.Contains(s.Name, "RC4") {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// show gives the endpoint's certificate to a peer that asks, or an empty one.
// It does not look at the authorities that the peer names: old edges name too
// many, or none.
func (h *handshake) show(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	h.asked = true
	if own := h.e.Identity.Certificate(); own != nil {
		h.shown = true
		return own, nil
	}
	return &tls.Certificate{}, nil
}

// explain gives an error of the handshake, or of a read after it, the
// meaning that the handshake's history adds.
func (h *handshake) explain(err error) error {
	var late *clientCertError
	switch {
	case h.fault != nil || errors.As(err, &late) || isTimeout(err):
		return err
	case h.turnsUsAway(err):
		return &clientCertError{err}
	case !h.done && isMismatch(err):
		return &parametersError{err, h.legacyHint()}
	}
	return err
}

// turnsUsAway tells that the peer ended the connection for the certificate
// that we showed, or did not show. In TLS 1.3 its refusal arrives after our
// side of the handshake is over; then a peer that had a certificate of us must
// say so by an alert (RFC 8446 6.2), or it broke for another reason.
func (h *handshake) turnsUsAway(err error) bool {
	if !h.asked || !h.seen || h.fault != nil {
		return false
	}
	return !h.shown || !h.done || isAlert(err) && strings.Contains(err.Error(), "certificate")
}

// legacyHint names the key that may help; "" if it is set already.
func (h *handshake) legacyHint() string {
	if h.e.LegacyTLS {
		return ""
	}
	return " (legacy_tls: true tries TLS 1.0 and old ciphers)"
}

// isMismatch tells that client and server have nothing in common. Go has no
// error type for the answers that our side refuses, only these words; a test
// holds them against a real server.
func isMismatch(err error) bool {
	if isAlert(err) {
		return true
	}
	for _, words := range []string{
		"tls: server selected unsupported", "tls: server chose an unconfigured", "tls: server's selected",
		"tls: server selected an invalid", "tls: no supported", "invalid signature algorithm",
	} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// isTimeout tells an error by deadline.
func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// warning is what a hand is wanted for soon, at the time now; "" nothing.
func (h *handshake) warning(now time.Time) string {
	soon := now.Add(h.e.WarnTime())
	var words []string
	if h.seen && h.leaf.NotAfter.Before(soon) {
		words = append(words, "certificate for "+names(h.leaf)+" ends "+date(h.leaf.NotAfter))
	}
	if own := h.e.Identity.Certificate(); h.shown && own.Leaf != nil && own.Leaf.NotAfter.Before(soon) {
		words = append(words, "our client certificate "+h.e.ClientCert+" ends "+date(own.Leaf.NotAfter))
	}
	return strings.Join(words, "; ")
}

// noted adds to an observation what its handshake showed on the way.
func (h *handshake) noted(o health.Observation, now time.Time) health.Observation {
	if h.seen {
		o.Ends = h.leaf.NotAfter
	}
	if o.Outcome == health.Failed {
		return o
	}
	o.Warn = joined(o.Warn, h.warning(now))
	if h.seen && h.e.Expiring == health.ExpiringDegrades && h.leaf.NotAfter.Before(now.Add(h.e.WarnTime())) {
		o.Degraded = true
		if o.Reason == health.ReasonOK {
			o.Reason = health.ReasonTLSExpiring
		}
	}
	return o
}

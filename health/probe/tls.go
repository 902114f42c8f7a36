package probe

import (
	"context"
	"errors"
	"io"

	"geosrv/health"
)

// tls makes a TLS handshake (RFC 8446, and back to TLS 1.0) with the name of
// the endpoint as SNI, and judges the certificate by the endpoint's verify. A
// peer that shows a good certificate and then breaks off because we have none
// to show is alive: federation edges do that to strangers.
func (p prober) tls(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e)
	if err != nil {
		return s.turnedAway(err)
	}
	s.Close()
	return answered(s.tls.summary())
}

// turnedAway judges an error of a stream: a peer that broke off for want of a
// client certificate, after its own was found good and before it said a word,
// is alive. So is one that refuses the certificate that we showed it, but then
// somebody has to look at that. s is nil if there was no connection.
func (s *stream) turnedAway(err error) health.Observation {
	var client *clientCertError
	if s == nil || s.tls == nil || s.left < Limit {
		return broken(err)
	}
	closed := errors.Is(s.err, io.EOF) && s.tls.turnsUsAway(s.err)
	if !closed && !errors.As(err, &client) && !errors.As(s.err, &client) {
		return broken(err)
	}
	o := answered(s.tls.summary())
	if s.tls.shown {
		o.Warn = "it refuses our client certificate " + s.tls.e.ClientCert
	}
	return o
}

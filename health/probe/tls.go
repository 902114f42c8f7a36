package probe

import (
	"context"
	"errors"

	"geosrv/health"
)

// tls makes a TLS handshake (RFC 8446, and back to TLS 1.0) with the name of
// the endpoint as SNI, and judges the certificate by the endpoint's verify. A
// peer that shows a good certificate and then breaks off because we have none
// to show is alive: federation edges do that to strangers.
func (p prober) tls(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e)
	var client *clientCertError
	switch {
	case errors.As(err, &client):
		return answered(s.tls.summary())
	case err != nil:
		return broken(err)
	}
	s.Close()
	return answered(s.tls.summary())
}

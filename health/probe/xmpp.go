package probe

import (
	"context"
	"io"
	"strings"

	"geosrv/health"
)

// xmpp opens a stream to the endpoint's domain (RFC 6120 4.2), as a server or
// as a client, goes through TLS where the peer offers it (RFC 6120 5), and
// opens the second stream that TLS asks for. It ends with the features of the
// last stream, which a peer sends when it is willing to go on. We do not
// authenticate: we have nothing to show.
//
// Over transport tls the first stream is inside TLS already (XEP-0368), with
// the ALPN words of that.
func (p prober) xmpp(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e, "xmpp-"+e.XMPPStream())
	if err != nil {
		return broken(err)
	}
	defer s.Close()
	x := &xmppStream{stream: s, e: e}
	// Without the end tag every probe would leave a line in the peer's log.
	defer io.WriteString(x, "</stream:stream>")
	seen, err := x.negotiate(ctx, p)
	if err != nil {
		return xmppBroken(err)
	}
	return answered(joined(seen.summary(s.tls != nil), s.tls.summary()))
}

// negotiate goes as far as a stranger gets. The features are those of the
// last stream.
func (x *xmppStream) negotiate(ctx context.Context, p prober) (xmppFeatures, error) {
	seen, err := x.open(ctx)
	if err != nil || x.tls != nil || x.e.StartTLS == health.StartTLSNever {
		return seen, err
	}
	switch {
	case seen.starttls:
		if err := x.startTLS(ctx, p); err != nil {
			return seen, err
		}
		return x.open(ctx)
	case x.e.StartTLS == health.StartTLSRequired:
		return seen, &startTLSError{"STARTTLS is not offered"}
	}
	return seen, nil
}

// startTLSError is a peer that does not go on to TLS.
type startTLSError struct{ problem string }

func (e *startTLSError) Error() string { return e.problem }

// startTLS asks for TLS and makes the handshake (RFC 6120 5.4.2, 5.4.3). The
// certificate must be for the endpoint's name: peers look for the domain, not
// for the target of the SRV record (RFC 6120 13.7.2).
func (x *xmppStream) startTLS(ctx context.Context, p prober) error {
	if _, err := io.WriteString(x, "<starttls xmlns='"+tlsSpace+"'/>"); err != nil {
		return err
	}
	answer, err := x.element()
	if err != nil {
		return err
	}
	switch {
	case answer.Name.Space == tlsSpace && answer.Name.Local == "failure":
		return &startTLSError{"STARTTLS is refused"}
	case answer.Name.Space == streamSpace && answer.Name.Local == "error":
		return x.streamError()
	case answer.Name.Space != tlsSpace || answer.Name.Local != "proceed":
		return &protocolError{"<proceed/> expected, not <" + answer.Name.Local + ">"}
	}
	if err := x.leave(streamDepth); err != nil {
		return err
	}
	// Nothing said in the clear may count as said inside TLS (RFC 6120 5.4.3.3).
	if rest, _ := x.text.Peek(x.text.Buffered()); len(strings.TrimSpace(string(rest))) > 0 {
		return &protocolError{"words in the clear after <proceed/>"}
	}
	return p.secure(ctx, x.stream, x.e)
}

package probe

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	"geosrv/health"
)

// sip asks by OPTIONS (RFC 3261 11) whether the peer serves the domain of the
// endpoint, and by REGISTER too if the endpoint wants to know of the next hop.
// Provisional responses are waited over. An edge that shows a good certificate
// and then breaks off because it does not like ours is alive: port 5061 of a
// federation edge talks to nobody whom it does not know.
func (p prober) sip(ctx context.Context, e health.Endpoint) health.Observation {
	link, err := p.sipLink(ctx, e)
	if err != nil {
		return link.broke(err)
	}
	defer link.Close()
	ask := newSIPRequest("OPTIONS", e, link.LocalAddr(), p.UserAgent)
	m, err := link.exchange(ctx, ask)
	if err != nil {
		return withoutRegister(e, link.broke(err))
	}
	o := judgeOptions(m)
	if o.Outcome != health.Answered || !e.Register {
		return o
	}
	if m, err = link.exchange(ctx, ask.register()); err != nil {
		o = broken(err)
		o.Detail = "REGISTER: " + o.Detail
		return o
	}
	return deeper(o, judgeRegister(m))
}

// sipLink is where requests go: a stream, or a socket for datagrams.
type sipLink interface {
	exchange(ctx context.Context, ask *sipRequest) (*sipMessage, error)
	broke(err error) health.Observation // what an error of exchange says of the peer
	LocalAddr() net.Addr
	Close() error
}

// sipLink opens the link. With an error it is only good for broke.
func (p prober) sipLink(ctx context.Context, e health.Endpoint) (sipLink, error) {
	if e.Transport == "udp" {
		return newSIPSocket(ctx, e)
	}
	s, err := p.open(ctx, e)
	if err != nil {
		return &sipStream{stream: s}, err
	}
	// A line without an end ends at the stream's limit.
	return &sipStream{s, bufio.NewReader(s)}, nil
}

// sipStream is a link over TCP or TLS.
type sipStream struct {
	*stream
	r *bufio.Reader
}

func (s *sipStream) exchange(_ context.Context, ask *sipRequest) (*sipMessage, error) {
	if _, err := s.Write(ask.text()); err != nil {
		return nil, s.parting(err)
	}
	for {
		m, err := readSIP(s.r)
		if err != nil || ask.isAnsweredBy(m) {
			return m, err
		}
	}
}

// parting is why nothing could be written: the peer may have said so before it
// hung up. A reset is told once, to who writes or to who reads: what then reads
// like an end is none.
func (s *sipStream) parting(write error) error {
	_, read := s.r.Peek(1)
	switch {
	case read == nil, errors.Is(read, net.ErrClosed):
		return write
	case s.tls == nil && errors.Is(read, io.EOF) && errors.Is(write, syscall.ECONNRESET):
		return write
	}
	return read
}

func (s *sipStream) broke(err error) health.Observation { return s.turnedAway(err) }

// withoutRegister says of an edge that did not let us in how far we came.
func withoutRegister(e health.Endpoint, o health.Observation) health.Observation {
	if e.Register && o.Outcome == health.Answered {
		o.Warn = joined(o.Warn, "no REGISTER without a client certificate that it accepts")
	}
	return o
}

// deeper joins what OPTIONS and REGISTER said; the worse one gives the reason.
func deeper(options, register health.Observation) health.Observation {
	register.Detail = joined(options.Detail, "REGISTER: "+register.Detail)
	register.Warn = joined(options.Warn, register.Warn)
	if register.Outcome == health.Answered && options.Degraded && !register.Degraded {
		register.Degraded, register.Reason = true, options.Reason
	}
	return register
}

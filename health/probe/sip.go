package probe

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"time"

	"geosrv/health"
)

// sip asks by OPTIONS (RFC 3261 11) whether the peer serves the domain of the
// endpoint. Any well-formed final response to our request is a sign of life:
// an edge that says 404 or 405 to strangers still serves its own. Two codes
// are not: 503 asks to be left alone, and 502 says that what is behind the
// peer is dead. Provisional responses are waited over. An edge that shows a
// good certificate and then breaks off because we have none to show is alive:
// port 5061 of a federation edge talks to nobody without one.
func (p prober) sip(ctx context.Context, e health.Endpoint) health.Observation {
	if e.Transport == "udp" {
		return p.sipUDP(ctx, e)
	}
	s, err := p.open(ctx, e)
	if err != nil {
		return s.turnedAway(err)
	}
	defer s.Close()
	ask := newOptions(e, s.LocalAddr(), p.UserAgent)
	if _, err := s.Write(ask.text()); err != nil {
		return s.turnedAway(err)
	}
	r := bufio.NewReader(s) // a line without an end ends at the stream's limit
	for {
		response, err := readSIP(r)
		if err != nil {
			return s.turnedAway(err)
		}
		if ask.isAnsweredBy(response) {
			return verdictOfSIP(response)
		}
	}
}

// verdictOfSIP judges a final response.
func verdictOfSIP(m *sipMessage) health.Observation {
	switch m.code {
	case 502:
		return failed(health.SIPReason(m.code), m.summary())
	case 503:
		return draining(health.SIPReason(m.code), m.summary())
	}
	return answered(m.summary())
}

// Timers of RFC 3261 17.1.2.2: a request over UDP is repeated after T1, then
// after twice as long each time, up to T2.
const (
	sipT1 = 500 * time.Millisecond
	sipT2 = 4 * time.Second
)

// sipUDP asks over UDP. The socket is connected, so that the system drops
// what comes from elsewhere and tells us when the port is closed.
func (p prober) sipUDP(ctx context.Context, e health.Endpoint) health.Observation {
	conn, err := dial(ctx, "udp", e)
	if err != nil {
		return broken(err)
	}
	defer conn.Close()
	defer bind(ctx, conn)()
	ask := newOptions(e, conn.LocalAddr(), p.UserAgent)
	rubbish := error(nil)
	for wait := sipT1; ; wait = min(2*wait, sipT2) {
		if _, err := conn.Write(ask.text()); err != nil {
			return broken(err)
		}
		response, err := awaitUDP(ctx, conn, ask, wait)
		var protocol *protocolError
		switch {
		case err == nil:
			return verdictOfSIP(response)
		case errors.As(err, &protocol):
			rubbish = err
		case !isTimeout(err):
			return broken(err)
		}
		if ctx.Err() == nil && !late(ctx) {
			continue
		}
		if rubbish != nil {
			return broken(rubbish)
		}
		return failed(health.ReasonTimeout, "no answer to OPTIONS")
	}
}

// awaitUDP reads datagrams for the time of wait, or up to the context's
// deadline, until one is our final response. A datagram that is not SIP is
// remembered and waited over: anybody can send one.
func awaitUDP(ctx context.Context, conn net.Conn, ask *options, wait time.Duration) (*sipMessage, error) {
	until := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
		until = deadline
	}
	conn.SetReadDeadline(until)
	if ctx.Err() != nil { // it ended before the deadline was set, and undid it
		return nil, ctx.Err()
	}
	buffer := make([]byte, Limit)
	rubbish := error(nil)
	for {
		n, err := conn.Read(buffer)
		if err != nil && isTimeout(err) && rubbish != nil {
			return nil, rubbish
		}
		if err != nil {
			return nil, err
		}
		response, err := readSIP(bufio.NewReader(bytes.NewReader(buffer[:n])))
		if err != nil {
			rubbish = &protocolError{"not SIP: " + err.Error()}
			continue
		}
		if ask.isAnsweredBy(response) {
			return response, nil
		}
	}
}

// late tells that the context's deadline has come, which its Err says only
// some moments later.
func late(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

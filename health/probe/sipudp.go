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

// Timers of RFC 3261 17.1.2.2: a request over UDP is repeated after T1, then
// after twice as long each time, up to T2.
const (
	sipT1 = 500 * time.Millisecond
	sipT2 = 4 * time.Second
)

// sipSocket is a link over UDP. The socket is connected, so that the system
// drops what comes from elsewhere and tells us when the port is closed.
type sipSocket struct {
	net.Conn
	left   int // bytes that may still be read
	unbind func() bool
}

func newSIPSocket(ctx context.Context, e health.Endpoint) (*sipSocket, error) {
	conn, err := dial(ctx, "udp", e)
	if err != nil {
		return &sipSocket{}, err
	}
	return &sipSocket{conn, Limit, bind(ctx, conn)}, nil
}

// Close ends the link and its tie to the context.
func (s *sipSocket) Close() error {
	s.unbind()
	return s.Conn.Close()
}

func (s *sipSocket) broke(err error) health.Observation { return broken(err) }

// silentError is a request over UDP that nothing came back for.
type silentError struct{ method string }

func (e *silentError) Error() string { return "no answer to " + e.method }
func (e *silentError) Unwrap() error { return context.DeadlineExceeded }

// exchange repeats the request until its answer is here, or the time is over.
func (s *sipSocket) exchange(ctx context.Context, ask *sipRequest) (*sipMessage, error) {
	rubbish := error(nil)
	for wait := sipT1; ; wait = min(2*wait, sipT2) {
		if _, err := s.Write(ask.text()); err != nil {
			return nil, err
		}
		m, err := s.await(ctx, ask, wait)
		var protocol *protocolError
		switch {
		case err == nil:
			return m, nil
		case errors.As(err, &protocol):
			rubbish = err
		case !isTimeout(err):
			return nil, err
		}
		if ctx.Err() == nil && !late(ctx) {
			continue
		}
		if rubbish != nil {
			return nil, rubbish
		}
		return nil, &silentError{ask.method}
	}
}

// await reads datagrams for the time of wait, or up to the context's
// deadline, until one is our final response. A datagram that is not SIP is
// remembered and waited over: anybody can send one.
func (s *sipSocket) await(ctx context.Context, ask *sipRequest, wait time.Duration) (*sipMessage, error) {
	until := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
		until = deadline
	}
	s.SetReadDeadline(until)
	if ctx.Err() != nil { // it ended before the deadline was set, and undid it
		return nil, ctx.Err()
	}
	buffer := make([]byte, Limit)
	rubbish := error(nil)
	for {
		n, err := s.Read(buffer)
		if s.left -= n; s.left < 0 {
			return nil, errTooLong
		}
		if err != nil && isTimeout(err) && rubbish != nil {
			return nil, rubbish
		}
		if err != nil {
			return nil, err
		}
		m, err := readSIP(bufio.NewReader(bytes.NewReader(buffer[:n])))
		if err != nil {
			rubbish = &protocolError{"not SIP: " + err.Error()}
			continue
		}
		if ask.isAnsweredBy(m) {
			return m, nil
		}
	}
}

// late tells that the context's deadline has come, which its Err says only
// some moments later.
func late(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

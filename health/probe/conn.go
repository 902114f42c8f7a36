package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"

	"geosrv/health"
)

// stream is one connection of one probe: TCP, or TLS over it. All of its
// life is bound by the probe's context, and what it reads by Limit.
type stream struct {
	net.Conn
	tls  *handshake // nil without TLS
	left int        // bytes that may still be read
	err  error      // of the latest read; a parser may hide it behind its own
	stop func() bool
}

// errTooLong ends the reading of a peer that does not stop talking.
var errTooLong = errors.New("more than 64 KiB")

// open connects to the endpoint, from its source address, and makes the TLS
// handshake if its transport is tls. protocols are offered by ALPN. The
// error of a failed handshake comes with the stream's handshake, so that the
// caller can look at the certificate; the stream is then closed already.
func (p prober) open(ctx context.Context, e health.Endpoint, protocols ...string) (*stream, error) {
	conn, err := dial(ctx, "tcp", e)
	if err != nil {
		return nil, err
	}
	s := &stream{Conn: conn, left: Limit}
	s.stop = bind(ctx, conn)
	if e.Transport != "tls" {
		return s, nil
	}
	return s, p.secure(ctx, s, e, protocols...)
}

// secure makes the TLS handshake over a stream, at its beginning or after
// STARTTLS. After an error the stream is closed; its handshake tells what was
// seen until then.
func (p prober) secure(ctx context.Context, s *stream, e health.Endpoint, protocols ...string) error {
	s.tls = &handshake{e: e, roots: p.Roots}
	if p.last != nil {
		*p.last = s.tls
	}
	records := &bounded{Conn: s.Conn, left: 2 * Limit}
	client := tls.Client(records, s.tls.config(protocols))
	s.Conn = client
	if err := client.HandshakeContext(ctx); err != nil {
		s.Close()
		if records.left == 2*Limit {
			err = &wordlessError{err, s.tls.legacyHint()}
		}
		return s.tls.explain(err)
	}
	s.tls.done = true
	return nil
}

// bounded is what lies under TLS, where certificates and records count as well,
// or a socket for datagrams.
type bounded struct {
	net.Conn
	left int
}

// Read reads at most what is left.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// wordlessError is a handshake that the peer ended before it said a word: some
// do that to whom they share no cipher with, and some are simply broken.
type wordlessError struct {
	err  error
	hint string
}

func (e *wordlessError) Error() string { return e.err.Error() + " to our hello" + e.hint }
func (e *wordlessError) Unwrap() error { return e.err }

// Read reads at most what is left of the limit.
func (s *stream) Read(b []byte) (int, error) {
	if s.left <= 0 {
		s.err = errTooLong
		return 0, s.err
	}
	n, err := s.Conn.Read(b[:min(len(b), s.left)])
	s.left -= n
	if err != nil && s.tls != nil && !errors.Is(err, io.EOF) {
		err = s.tls.explain(err)
	}
	s.err = err
	return n, err
}

// Close ends the connection and its tie to the context.
func (s *stream) Close() error {
	s.stop()
	return s.Conn.Close()
}

// dial opens a socket to the endpoint: one address of one family, no names,
// no second attempt.
func dial(ctx context.Context, network string, e health.Endpoint) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1, LocalAddr: localAddr(network, e.Source)}
	to := netip.AddrPortFrom(e.Dial.Addr().Unmap(), e.Dial.Port())
	conn, err := d.DialContext(ctx, network, to.String())
	return conn, whose(err, to, func(number syscall.Errno) bool { return refusesItself(to, number) })
}

// whose tells an error of connecting that our own host made from the same one
// that came over the network. ours asks our host; it is called only in doubt.
func whose(err error, to netip.AddrPort, ours func(syscall.Errno) bool) error {
	var number syscall.Errno
	switch {
	case !errors.As(err, &number):
	case number == syscall.ENETUNREACH && ours(number):
		return &noRouteError{err}
	case number == syscall.EACCES && to.Addr().Is6() && !ours(number):
		return &prohibitedError{err}
	}
	return err
}

// noRouteError is a destination that our own routing table does not know, such
// as any IPv6 address on a host without IPv6: it says nothing of the peer.
type noRouteError struct{ err error }

func (e *noRouteError) Error() string { return "no route from here: " + e.err.Error() }
func (e *noRouteError) Unwrap() error { return e.err }

// prohibitedError is an ICMPv6 "administratively prohibited" (RFC 4443 3.1), by
// which many a firewall at the peer's end rejects. The system has one number for
// it and for what our own host forbids; that of IPv4 has a number of its own.
type prohibitedError struct{ err error }

func (e *prohibitedError) Error() string { return "prohibited on the way: " + e.err.Error() }
func (e *prohibitedError) Unwrap() error { return e.err }

// refusesItself reports whether our own routing table gives the error.
// Connecting a datagram socket asks it and sends nothing; the same error on a
// stream may also come from a router on the way, which does speak of the peer.
func refusesItself(to netip.AddrPort, number syscall.Errno) bool {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, number)
}

// localAddr is the address to bind to; nil leaves the choice to the system.
func localAddr(network string, source netip.Addr) net.Addr {
	if !source.IsValid() {
		return nil
	}
	from := netip.AddrPortFrom(source.Unmap(), 0)
	if network == "udp" {
		return net.UDPAddrFromAddrPort(from)
	}
	return net.TCPAddrFromAddrPort(from)
}

// bind ends all reads and writes of the connection when the context ends,
// by its deadline or because nobody wants the result any more. The returned
// function undoes the tie.
func bind(ctx context.Context, conn net.Conn) (stop func() bool) {
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	}
	return context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
}

package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"syscall"

	"geosrv/health"
)

// protocolError is an answer that is not the protocol.
type protocolError struct{ problem string }

func (e *protocolError) Error() string { return e.problem }

// broken is the failure that an error stands for. It is the only place where
// errors of Go and of the system become reasons.
func broken(err error) health.Observation {
	return failed(reason(err), detail(err))
}

// detail is what an error says beyond the place that everybody reads beside it:
// without the address of the endpoint, the network and the system's call.
func detail(err error) string {
	op, isOp := errors.AsType[*net.OpError](err)
	number, isNumber := errors.AsType[syscall.Errno](err)
	if isOp && isNumber && op.Op == "dial" {
		return number.Error()
	}
	return err.Error()
}

// reason maps an error to its code. The order matters: what we know of the
// peer's protocol says more than how the connection ended.
func reason(err error) string {
	var certificate *certificateError
	var client *clientCertError
	var protocol *protocolError
	var notTLS tls.RecordHeaderError
	var noRoute *noRouteError
	var prohibited *prohibitedError
	var parameters *parametersError
	switch {
	case errors.As(err, &noRoute):
		return health.ReasonLocal
	case errors.As(err, &prohibited), isProhibited(err):
		return health.ReasonUnreachable
	case errors.As(err, &certificate):
		return certificate.reason
	case errors.As(err, &client):
		return health.ReasonTLSClient
	case errors.As(err, &protocol), errors.As(err, &notTLS), errors.Is(err, errTooLong):
		return health.ReasonProto
	case errors.As(err, &parameters), isAlert(err):
		return health.ReasonTLSParams
	case isTimeout(err), errors.Is(err, context.DeadlineExceeded):
		return health.ReasonTimeout
	case errors.Is(err, context.Canceled):
		return health.ReasonLocal
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return health.ReasonClosed
	}
	return systemReason(err)
}

// systemReason maps the system's error numbers. What fails on our own side
// is told apart, because it says nothing of the peer.
func systemReason(err error) string {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return health.ReasonProto
	}
	switch number {
	case syscall.ECONNREFUSED:
		return health.ReasonRefused
	case syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED:
		return health.ReasonReset
	case syscall.ETIMEDOUT:
		return health.ReasonTimeout
	case syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.ENETDOWN,
		// Rarer words of ICMP: protocol unreachable, source route failed,
		// parameter problem. No call of ours gives them.
		syscall.ENOPROTOOPT, syscall.EOPNOTSUPP, syscall.EPROTO:
		return health.ReasonUnreachable
	}
	return health.ReasonLocal
}

// isProhibited tells an ICMPv6 "administratively prohibited" that came for a
// datagram: nothing of ours forbids reading from a socket.
func isProhibited(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "read" && errors.Is(err, syscall.EACCES)
}

// isAlert tells a TLS alert of the peer: no common version, no common cipher,
// a name that it does not know.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

package probe

import (
	"errors"

	"geosrv/health"
)

// streamError is what a peer says instead of features, or after them (RFC 6120
// 4.9).
type streamError struct {
	condition string // such as host-unknown; "" if it said none
	text      string // the peer's own words, or where see-other-host sends us
}

func (e *streamError) Error() string {
	words := "stream error " + e.condition
	if e.text != "" {
		words += " (" + e.text + ")"
	}
	return words
}

// xmppBroken judges how a stream ended before it was opened.
func xmppBroken(err error) health.Observation {
	var said *streamError
	var noTLS *startTLSError
	switch {
	case errors.As(err, &said):
		return said.verdict()
	case errors.As(err, &noTLS):
		return failed(health.ReasonSTARTTLS, err.Error())
	}
	return broken(err)
}

// verdict judges a stream error by its condition (RFC 6120 4.9.3).
//
// A peer that does not serve the domain, or serves another kind of stream at
// this port, is as good as dead to those who come here. One that is going away
// or sends its guests elsewhere drains. One that is out of means, has a rule
// against strangers or trouble inside serves some and not all: degraded. All
// that is left speaks of us: who complains that we are not authorized, as a
// server does that wants a certificate of its peers, is well.
func (e *streamError) verdict() health.Observation {
	switch e.condition {
	case "host-unknown", "host-gone", "improper-addressing":
		return failed(health.ReasonHostUnknown, e.Error())
	case "invalid-namespace":
		return failed(health.XMPPReason(e.condition), e.Error())
	case "system-shutdown":
		return draining(health.ReasonXMPPShutdown, e.Error())
	case "see-other-host":
		return draining(health.ReasonXMPPOther, e.Error())
	case "policy-violation", "resource-constraint", "internal-server-error", "remote-connection-failed", "undefined-condition":
		return degraded(health.XMPPReason(e.condition), e.Error())
	case "":
		return failed(health.ReasonProto, "a stream error without a condition")
	}
	return answered(e.Error())
}

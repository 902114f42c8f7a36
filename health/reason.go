package health

import "strconv"

// Reasons of an observation: a closed list, shared by log, status, metrics
// and history. Families with the peer's own number complete it: see
// SIPReason, HTTPReason, SMTPReason, STUNReason and ExecReason. XMPPReason adds
// those of its stream errors.
const (
	ReasonOK           = "ok"              // answered as it should
	ReasonRefused      = "refused"         // the port is closed
	ReasonTimeout      = "timeout"         // no answer in time
	ReasonReset        = "reset"           // the peer reset the connection
	ReasonClosed       = "closed"          // the peer closed the connection without an answer
	ReasonUnreachable  = "unreachable"     // no route, or the network says so
	ReasonTLSParams    = "tls-params"      // no common version or cipher, or an alert other than about certificates
	ReasonTLSName      = "tls-name"        // the certificate is for other names
	ReasonTLSExpired   = "tls-expired"     // the certificate is not valid now
	ReasonTLSChain     = "tls-chain"       // the certificate leads to no known authority
	ReasonTLSExpiring  = "tls-expiring"    // the certificate ends soon; only with an answer that is degraded
	ReasonTLSClient    = "tls-client-cert" // the peer insists on a client certificate
	ReasonProto        = "proto"           // what came back is not the protocol
	ReasonBody         = "body"            // https: the text was not found in the body
	ReasonHostUnknown  = "host-unknown"    // xmpp: the peer does not serve the domain
	ReasonXMPPShutdown = "xmpp-shutdown"   // xmpp: system-shutdown, the peer is going away
	ReasonXMPPOther    = "xmpp-other-host" // xmpp: see-other-host, the peer sends us elsewhere
	ReasonSTARTTLS     = "starttls"        // xmpp: STARTTLS is refused, or not offered where it must be
	ReasonMonitor      = "monitor"         // file: somebody else's monitor says so
	ReasonLocal        = "local"           // our own side failed: it says nothing of the peer
	ReasonConfig       = "config"          // the endpoint makes no sense
	ReasonInternal     = "internal"        // the probe itself broke
)

// SIPReason is the reason of a SIP status code, such as sip-503.
func SIPReason(code int) string { return "sip-" + strconv.Itoa(code) }

// HTTPReason is the reason of an HTTP status code, such as http-500.
func HTTPReason(code int) string { return "http-" + strconv.Itoa(code) }

// XMPPReason is the reason of a stream error (RFC 6120 4.9.3) that has none of
// its own, such as xmpp-policy-violation. The condition is one of that list,
// never what a peer made up.
func XMPPReason(condition string) string { return "xmpp-" + condition }

// SMTPReason is the reason of an SMTP reply code, such as smtp-554.
func SMTPReason(code int) string { return "smtp-" + strconv.Itoa(code) }

// STUNReason is the reason of an error code of STUN or TURN, such as stun-500.
func STUNReason(code int) string { return "stun-" + strconv.Itoa(code) }

// ExecReason is the reason of a command's exit status, such as exec-1.
func ExecReason(status int) string { return "exec-" + strconv.Itoa(status) }

package probe_test

import (
	"testing"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// TestXMPPSituations is what is said of XMPP: to a server through STARTTLS, to
// a server by direct TLS, and to one that clients use.
func TestXMPPSituations(t *testing.T) {
	t.Parallel()
	xmpp := func(transport string) func(*health.Endpoint) {
		return func(e *health.Endpoint) { e.Check, e.Transport = "xmpp", transport }
	}
	client := func(e *health.Endpoint) { e.Stream = health.StreamClient }
	never := func(e *health.Endpoint) { e.StartTLS = health.StartTLSNever }
	required := func(e *health.Endpoint) { e.StartTLS = health.StartTLSRequired }
	const server = "stream opened by sip.example.com, offers dialback; certificate for sip.example.com until 2"
	all(t, []situation{
		{label: "good", kind: "xmpp/tcp", want: "answered ok", says: server},
		{label: "refused", kind: "xmpp/tcp", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "xmpp/tcp", mode: edge.BlackHole, want: "failed timeout"},
		{label: "mute", kind: "xmpp/tcp", mode: edge.Mute, want: "failed timeout"},
		{label: "reset", kind: "xmpp/tcp", mode: edge.Reset, want: "failed reset"},
		{label: "slow drip", kind: "xmpp/tcp", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "xmpp/tcp", mode: edge.Garbage, want: "failed proto", says: "not XMPP: !"},
		{label: "endless", kind: "xmpp/tcp", mode: edge.Flood, want: "failed proto"},
		{label: "half-close", kind: "xmpp/tcp", mode: edge.HalfClose, want: "failed closed"},
		{label: "wrong name", kind: "xmpp/tcp", mode: edge.WrongName, want: "failed tls-name", says: "other.invalid"},
		{label: "wrong name, not looked at", kind: "xmpp/tcp", mode: edge.WrongName, change: func(e *health.Endpoint) { e.Verify = health.VerifyNone }, want: "answered ok"},
		{label: "wrong name, no TLS wanted", kind: "xmpp/tcp", mode: edge.WrongName, change: never, want: "answered ok", says: "without TLS, offers STARTTLS"},
		{label: "required", kind: "xmpp/tcp", change: required, want: "answered ok", says: server},
		{label: "expired", kind: "xmpp/tcp", mode: edge.Expired, want: "failed tls-expired"},
		{label: "ends soon", kind: "xmpp/tcp", mode: edge.Expiring, want: "answered ok", says: "/ certificate for sip.example.com ends 2"},
		{label: "old TLS", kind: "xmpp/tcp", mode: edge.OldTLS, want: "failed tls-params", says: "legacy_tls"},
		{label: "old TLS, allowed", kind: "xmpp/tcp", mode: edge.OldTLS, change: func(e *health.Endpoint) { e.LegacyTLS = true }, want: "answered ok"},
		{label: "nothing in common", kind: "xmpp/tcp", mode: edge.NoTLS, want: "failed tls-params"},
		{label: "wants a certificate", kind: "xmpp/tcp", mode: edge.ClientCert, want: "failed tls-client-cert"},
		{label: "drain", kind: "xmpp/tcp", mode: edge.Drain, want: "draining xmpp-shutdown", says: "system-shutdown"},
		{label: "trouble inside", kind: "xmpp/tcp", mode: edge.Error, want: "answered degraded xmpp-internal-server-error"},
		{label: "not its domain", kind: "xmpp/tcp", mode: edge.HostUnknown, want: "failed host-unknown"},
		{label: "another domain asked", kind: "xmpp/tcp", change: func(e *health.Endpoint) { e.Domain = "elsewhere.example" }, want: "failed host-unknown"},
		{label: "speaks SMTP", kind: "smtp", change: xmpp("tcp"), want: "failed proto", says: "not XMPP: 220-edge"},
		{label: "speaks TLS", kind: "https", change: xmpp("tcp"), want: "failed closed"},

		{label: "good", kind: "xmpp/tls", want: "answered ok", says: server},
		{label: "refused", kind: "xmpp/tls", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "xmpp/tls", mode: edge.BlackHole, want: "failed timeout"},
		{label: "slow drip", kind: "xmpp/tls", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "xmpp/tls", mode: edge.Garbage, want: "failed proto"},
		{label: "endless", kind: "xmpp/tls", mode: edge.Flood, want: "failed proto"},
		{label: "half-close", kind: "xmpp/tls", mode: edge.HalfClose, want: "failed closed"},
		{label: "wrong name", kind: "xmpp/tls", mode: edge.WrongName, want: "failed tls-name"},
		{label: "expired", kind: "xmpp/tls", mode: edge.Expired, want: "failed tls-expired"},
		{label: "drain", kind: "xmpp/tls", mode: edge.Drain, want: "draining xmpp-shutdown"},
		{label: "trouble inside", kind: "xmpp/tls", mode: edge.Error, want: "answered degraded xmpp-internal-server-error"},
		{label: "not its domain", kind: "xmpp/tls", mode: edge.HostUnknown, want: "failed host-unknown"},
		{label: "speaks HTTP", kind: "https", change: xmpp("tls"), want: "failed timeout"},
		{label: "speaks no TLS", kind: "smtp", change: xmpp("tls"), want: "failed proto"},

		{label: "as a client", kind: "xmpp/tcp", change: client, want: "answered ok", says: "SASL SCRAM-SHA-1 PLAIN; certificate"},
		{label: "as a client, wrong name", kind: "xmpp/tcp", mode: edge.WrongName, change: client, want: "failed tls-name"},
		{label: "as a client, drain", kind: "xmpp/tcp", mode: edge.Drain, change: client, want: "draining xmpp-shutdown"},
		{label: "as a client", kind: "xmpp/tls", change: client, want: "answered ok", says: "SASL SCRAM-SHA-1 PLAIN; certificate"},
		{label: "as a client, not its domain", kind: "xmpp/tls", mode: edge.HostUnknown, change: client, want: "failed host-unknown"},
		{label: "as nobody", kind: "xmpp/tls", change: func(e *health.Endpoint) { e.Stream = "guest" }, want: "failed config"},
		{label: "TLS sometimes", kind: "xmpp/tcp", change: func(e *health.Endpoint) { e.StartTLS = "maybe" }, want: "failed config"},
	})
}

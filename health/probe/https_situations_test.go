package probe_test

import (
	"testing"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// TestHTTPSSituations is what is said of HTTPS.
func TestHTTPSSituations(t *testing.T) {
	t.Parallel()
	https := func(e *health.Endpoint) { e.Check, e.Transport = "https", "tls" }
	body := func(text string) func(*health.Endpoint) {
		return func(e *health.Endpoint) { e.Body = text }
	}
	codes := func(expect, drain []int) func(*health.Endpoint) {
		return func(e *health.Endpoint) { e.Expect, e.Drain = expect, drain }
	}
	all(t, []situation{
		{label: "good", kind: "https", want: "answered ok", says: "200 OK"},
		{label: "refused", kind: "https", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "https", mode: edge.BlackHole, want: "failed timeout"},
		{label: "mute", kind: "https", mode: edge.Mute, want: "failed timeout"},
		{label: "reset", kind: "https", mode: edge.Reset, want: "failed reset"},
		{label: "slow drip", kind: "https", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "https", mode: edge.Garbage, want: "failed proto", says: "malformed HTTP"},
		{label: "endless", kind: "https", mode: edge.Flood, want: "failed proto", says: "more than 64 KiB"},
		{label: "half-close", kind: "https", mode: edge.HalfClose, want: "failed closed"},
		{label: "wrong name", kind: "https", mode: edge.WrongName, want: "failed tls-name", says: "other.invalid"},
		{label: "expired", kind: "https", mode: edge.Expired, want: "failed tls-expired"},
		{label: "ends soon", kind: "https", mode: edge.Expiring, want: "answered ok", says: "/ certificate for sip.example.com ends 2"},
		{label: "old TLS", kind: "https", mode: edge.OldTLS, want: "failed tls-params", says: "legacy_tls"},
		{label: "nothing in common", kind: "https", mode: edge.NoTLS, want: "failed tls-params"},
		{label: "wants a certificate", kind: "https", mode: edge.ClientCert, want: "failed tls-client-cert"},
		{label: "drain", kind: "https", mode: edge.Drain, want: "draining http-503", says: "503 Service Unavailable, Retry-After 60"},
		{label: "503 is what is expected", kind: "https", mode: edge.Drain, change: codes([]int{200, 503}, nil), want: "answered ok"},
		{label: "404 drains", kind: "https", mode: edge.HostUnknown, change: codes(nil, []int{404, 410}), want: "draining http-404"},
		{label: "trouble inside", kind: "https", mode: edge.Error, want: "failed http-500"},
		{label: "not here", kind: "https", mode: edge.HostUnknown, want: "failed http-404", says: "404 Not Found"},
		{label: "not here is what is expected", kind: "https", mode: edge.HostUnknown, change: codes([]int{200, 404}, nil), want: "answered ok"},
		{label: "text", kind: "https", change: body("host=sip.example.com path=/ "), want: "answered ok"},
		{label: "other text", kind: "https", change: body("all is well"), want: "failed body"},
		{label: "other text of a failure", kind: "https", mode: edge.Error, change: body("all is well"), want: "failed http-500"},
		{label: "speaks SMTP", kind: "smtp", change: https, want: "failed proto"},
		{label: "speaks SIP", kind: "sip/tls", change: https, want: "failed proto", says: "SIP/2.0"},
		{label: "speaks XMPP", kind: "xmpp/tls", change: https, want: "failed timeout"},
	})
}

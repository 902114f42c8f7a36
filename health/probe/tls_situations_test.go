package probe_test

import (
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// TestTLSSituations is what is said of a handshake.
func TestTLSSituations(t *testing.T) {
	t.Parallel()
	plain := func(e *health.Endpoint) { e.Check, e.Transport = "tls", "tls" }
	legacy := func(e *health.Endpoint) { e.LegacyTLS = true }
	all(t, []situation{
		{label: "good", kind: "tls", want: "answered ok", says: "certificate for sip.example.com until 2"},
		{label: "good, old ciphers allowed", kind: "tls", change: legacy, want: "answered ok"},
		{label: "refused", kind: "tls", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "tls", mode: edge.BlackHole, want: "failed timeout"},
		{label: "mute", kind: "tls", mode: edge.Mute, want: "failed timeout"},
		{label: "reset", kind: "tls", mode: edge.Reset, want: "failed reset"},
		{label: "slow drip", kind: "tls", mode: edge.Drip, want: "failed timeout"},
		{label: "garbage", kind: "tls", mode: edge.Garbage, want: "failed proto"},
		{label: "endless", kind: "tls", mode: edge.Flood, want: "failed proto"},
		{label: "half-close", kind: "tls", mode: edge.HalfClose, want: "failed closed", says: "to our hello (legacy_tls: true tries"},
		{label: "wrong name", kind: "tls", mode: edge.WrongName, want: "failed tls-name"},
		{label: "expired", kind: "tls", mode: edge.Expired, want: "failed tls-expired"},
		{label: "speaks SMTP", kind: "smtp", change: plain, want: "failed proto"},
		{label: "says nothing", kind: "tcp", change: plain, want: "failed timeout"},
		{label: "nothing in common", kind: "tls", mode: edge.NoTLS, want: "failed tls-params", says: "handshake failure (legacy_tls: true tries TLS 1.0 and old ciphers)"},
		{label: "old TLS", kind: "tls", mode: edge.OldTLS, want: "failed tls-params", says: "legacy_tls"},
		{label: "old TLS, allowed", kind: "tls", mode: edge.OldTLS, change: legacy, want: "answered ok"},
		{label: "wants a certificate", kind: "tls", mode: edge.ClientCert, want: "answered ok", says: "asks for a client certificate"},
		{label: "ends in 3 days", kind: "tls", mode: edge.Expiring, want: "answered ok", says: "/ certificate for sip.example.com ends 2"},
		{label: "ends in 3 days, warned of 2 before", kind: "tls", mode: edge.Expiring, change: func(e *health.Endpoint) {
			e.WarnBefore, e.Expiring = 48*time.Hour, health.ExpiringDegrades
		}, want: "answered ok"},
		{label: "ends in 3 days, degrades", kind: "tls", mode: edge.Expiring, change: func(e *health.Endpoint) {
			e.Expiring = health.ExpiringDegrades
		}, want: "answered degraded tls-expiring", says: "/ certificate for sip.example.com ends 2"},
		{label: "drains and ends in 3 days", kind: "sip/tls", mode: edge.Expiring, script: []edge.Reply{{Status: "503 Away"}}, want: "draining sip-503", says: "/ certificate for"},
	}, edge.Lync(nil))
}

// TestTCPSituations is what is said of a port whose protocol has no check.
func TestTCPSituations(t *testing.T) {
	t.Parallel()
	plain := func(e *health.Endpoint) { e.Check, e.Transport, e.Name = "tcp", "tcp", "" }
	table := []situation{
		{label: "refused", kind: "tcp", mode: edge.Refuse, want: "failed refused"},
		{label: "black hole", kind: "tcp", mode: edge.BlackHole, want: "failed timeout"},
		{label: "from nowhere", kind: "tcp", change: func(e *health.Endpoint) { e.Transport = "udp" }, want: "failed config"},
		{label: "REGISTER", kind: "tcp", change: func(e *health.Endpoint) { e.Register = true }, want: "failed config", says: "knows no REGISTER"},
	}
	// All else is somebody who listens, and that is all that was asked.
	for _, m := range []edge.Mode{edge.Alive, edge.Mute, edge.Garbage, edge.Drip, edge.Flood, edge.HalfClose, edge.Drain, edge.Error} {
		table = append(table, situation{label: m.String(), kind: "tcp", mode: m, want: "answered ok"})
	}
	for _, kind := range []string{"sip/tls", "smtp", "https"} {
		table = append(table, situation{label: "speaks " + kind, kind: kind, change: plain, want: "answered ok"})
	}
	all(t, table)
}

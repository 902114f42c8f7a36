package health

import "testing"

func TestReasonClass(t *testing.T) {
	for _, c := range [...]struct{ reason, want string }{
		{SIPReason(503), "sip-5xx"},
		{HTTPReason(404), "http-4xx"},
		{SMTPReason(554), "smtp-5xx"},
		{STUNReason(401), "stun-4xx"},
		{STUNReason(99999), "stun-other"},
		{ExecReason(3), "exec"},
		{XMPPReason("policy-violation"), "xmpp-policy-violation"},
		{ReasonTimeout, "timeout"},
		{"", ""},
	} {
		if got := ReasonClass(c.reason); got != c.want {
			t.Errorf("%q: %q, want %q", c.reason, got, c.want)
		}
	}
}

package edge

// Mode is how an edge behaves. The zero value is Alive.
type Mode uint8

// The modes of an edge.
const (
	Alive       Mode = iota // answers as it should
	Refuse                  // the port is closed, established connections end
	BlackHole               // packets vanish: no connection comes about, established ones fall silent
	Mute                    // accepts connections and never says a word
	Reset                   // accepts connections and resets them
	Drain                   // SIP 503, XMPP system-shutdown, HTTP 503 with Retry-After, SMTP 421
	Error                   // SIP 502, XMPP internal-server-error, HTTP 500, SMTP 554
	HostUnknown             // XMPP host-unknown, SIP and HTTP 404, SMTP 550
	Garbage                 // answers what is not the protocol
	Drip                    // answers one byte after the other, for ever, and never a whole answer
	Flood                   // answers without end, as fast as it can
	WrongName               // the certificate is for another name
	Expired                 // the certificate has expired
	ClientCert              // asks for a client certificate and breaks off without
	NoTLS                   // speaks a TLS that shares nothing with its clients
	HalfClose               // ends its side instead of an answer, and goes on reading
	Expiring                // answers as it should, with a certificate that ends in three days
	OldTLS                  // speaks TLS 1.0 with an RSA key exchange only, as edges of 2013 do
)

// Modes lists all modes.
func Modes() []Mode {
	modes := make([]Mode, 0, OldTLS+1)
	for m := Alive; m <= OldTLS; m++ {
		modes = append(modes, m)
	}
	return modes
}

// String is the mode in lower case, words joined by hyphens.
func (m Mode) String() string {
	names := [...]string{
		"alive", "refuse", "black-hole", "mute", "reset", "drain", "error", "host-unknown",
		"garbage", "drip", "flood", "wrong-name", "expired", "client-cert", "no-tls",
		"half-close", "expiring", "old-tls",
	}
	if int(m) < len(names) {
		return names[m]
	}
	return "invalid"
}

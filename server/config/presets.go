package config

import "strings"

// Preset is what a profile knows about one well-known owner: how its set is
// steered and how its targets are probed. The zero value says nothing and
// never comes out of PresetFor. It is a plain value; copy it freely. Expect
// is built anew by each call.
type Preset struct {
	// Owner is the owner's leading labels, such as "_sip._tls", or a fallback:
	// "_*._tcp" and "_*._udp".
	Owner string

	Policy   string // ladder, one
	By       string // nearest, listed, zone
	Takeover string // auto, command; "" for a ladder, which needs neither
	Failback string // auto, command; "" for a ladder
	Down     string // demote, omit; "" for one
	Drained  string // omit, demote; "" for one
	Rungs    int    // 0: all

	Check     string // sip, tls, tcp, https, xmpp, stun, none; the port is the SRV record's
	Transport string // udp, tcp, tls; "" for the check that sends nothing
	Path      string // of an https check
	Expect    []int  // status codes of an https check that count as alive
	Stream    string // server, client: the stream of an xmpp check
	// NameFrom says where the name expected in the certificate (or, for xmpp,
	// in the stream header) comes from: "target" or "domain", the owner
	// without its first two labels; "" for checks without one.
	NameFrom string
	Note     string // one line for people, "" if there is nothing to say
}

// Service is how the targets of the preset's set are probed. Its port and its
// TLS name are not said: they come from the SRV record and NameFrom.
func (p Preset) Service() Service {
	return Service{Check: p.Check, Transport: p.Transport, Path: p.Path, Expect: p.Expect, Stream: p.Stream}
}

// Profiles returns the known profiles, in the order of the documents. The
// generic profile, "", is not among them.
func Profiles() []string {
	return []string{"lync", "lync-single-ip", "sip-trunk", "xmpp", "matrix", "web"}
}

// PresetFor returns what the profile knows about an SRV owner. The owner may
// be a whole name in text form: its first two labels, "_service._proto"
// (RFC 2782), decide, in any case. A profile that is not known is the generic
// one, "". ok is false for owners that are not of that form and for
// protocols that the table does not know.
func PresetFor(profile, owner string) (Preset, bool) {
	service, rest, _ := strings.Cut(owner, ".")
	proto, _, _ := strings.Cut(rest, ".")
	if len(service) < 2 || service[0] != '_' || proto == "" {
		return Preset{}, false
	}
	rows := presetRows()
	for i := range rows {
		r := &rows[i]
		s, p, _ := strings.Cut(r.owner, ".")
		if sameText(p, proto) && (s == "_*" || sameText(s, service)) && r.profiles.has(profile) {
			return r.preset(), true
		}
	}
	return Preset{}, false
}

// sameText compares without regard to the case of ASCII letters (RFC 4343).
func sameText(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return true
}

package config

import (
	"slices"
	"strings"
)

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

// row is a preset and the profiles that it holds for; none means all. The
// first row that fits wins.
type row struct {
	profiles []string
	Preset
}

// VersionsPath is what a Matrix homeserver answers to anybody (Matrix
// server-server API, "GET /_matrix/federation/v1/version").
const VersionsPath = "/_matrix/federation/v1/version"

// presetRows is the one table of well-known owners.
func presetRows() []row {
	lync := []string{"lync", "lync-single-ip"}
	trunk := []string{"sip-trunk"}
	matrix := Preset{
		Policy: "one", By: "listed", Takeover: "auto", Failback: "auto",
		Check: "https", Transport: "tls", Path: VersionsPath, Expect: []int{200}, NameFrom: "target",
	}
	federation := Preset{
		Policy: "one", By: "listed", Takeover: "auto", Failback: "command",
		Check: "sip", Transport: "tls", NameFrom: "target",
		Note: "partners check the target; in address mode it is by nearest",
	}
	gateway := Preset{
		Policy: "one", By: "listed", Takeover: "command", Failback: "command",
		Check: "xmpp", Transport: "tcp", NameFrom: "domain",
		Note: "the XMPP gateway runs at one pool; people move it",
	}
	unknown := ladder("none", "", "")
	unknown.Note = "no check: always up; say a service to probe it"
	return []row{
		{nil, ladder("sip", "tls", "target").of("_sip._tls")},
		{nil, federation.of("_sipfederationtls._tcp")},
		{lync, ladder("sip", "tls", "target").of("_sipinternaltls._tcp")},
		{lync, gateway.of("_xmpp-server._tcp")},
		{nil, ladder("xmpp", "tcp", "domain").of("_xmpp-server._tcp")},
		{nil, ladder("xmpp", "tls", "domain").of("_xmpps-server._tcp")},
		{nil, ladder("xmpp", "tcp", "domain").client().of("_xmpp-client._tcp")},
		{nil, ladder("xmpp", "tls", "domain").client().of("_xmpps-client._tcp")},
		{trunk, ladder("sip", "udp", "").byZone().of("_sip._udp")},
		{trunk, ladder("sip", "tcp", "").byZone().of("_sip._tcp")},
		{trunk, ladder("sip", "tls", "target").byZone().of("_sips._tcp")},
		{nil, ladder("sip", "udp", "").of("_sip._udp")},
		{nil, ladder("sip", "tcp", "").of("_sip._tcp")},
		{nil, ladder("sip", "tls", "target").of("_sips._tcp")},
		{Profiles(), matrix.of("_matrix-fed._tcp")},
		{Profiles(), matrix.of("_matrix._tcp")},
		{nil, ladder("stun", "udp", "").of("_stun._udp")},
		{nil, ladder("stun", "tcp", "").of("_stun._tcp")},
		{nil, ladder("stun", "tls", "target").of("_stuns._tcp")},
		{nil, relay("udp", "").of("_turn._udp")},
		{nil, relay("tcp", "").of("_turn._tcp")},
		{nil, relay("tls", "target").of("_turns._tcp")},
		{nil, ladder("tcp", "tcp", "").of("_*._tcp")},
		{nil, unknown.of("_*._udp")},
	}
}

// ladder is the preset of clients that read all records and try one by one.
func ladder(check, transport, nameFrom string) Preset {
	return Preset{
		Policy: "ladder", By: "nearest", Down: "demote", Drained: "omit",
		Check: check, Transport: transport, NameFrom: nameFrom,
	}
}

// relay is the preset of TURN (RFC 5928): its port answers STUN as well, and
// an Allocate without a password proves no more.
func relay(transport, nameFrom string) Preset {
	p := ladder("stun", transport, nameFrom)
	p.Note = "a TURN server answers STUN"
	return p
}

// client is for the sets of XMPP's clients, at whatever port: 443 is a common
// one, for the sake of firewalls.
func (p Preset) client() Preset {
	p.Stream = "client"
	return p
}

// byZone is for trunks: their operators mean the priorities that they wrote,
// and a gateway that is told a dead address tries it for 32 seconds (timer B
// of RFC 3261), call by call.
func (p Preset) byZone() Preset {
	p.By, p.Down, p.Drained = "zone", "omit", "omit"
	return p
}

// of gives a preset to an owner.
func (p Preset) of(owner string) Preset {
	p.Owner = owner
	return p
}

// PresetFor returns what the profile knows about an SRV owner. The owner may
// be a whole name in text form: its first two labels, "_service._proto"
// (RFC 2782), decide, in any case. A profile that is not known is the generic
// one, "". ok is false for owners that are not of that form and for
// protocols that the table does not know.
func PresetFor(profile, owner string) (Preset, bool) {
	labels := strings.SplitN(lower(owner), ".", 3)
	if len(labels) < 2 || len(labels[0]) < 2 || labels[0][0] != '_' {
		return Preset{}, false
	}
	key, fallback := labels[0]+"."+labels[1], "_*."+labels[1]
	for _, row := range presetRows() {
		if (row.Owner == key || row.Owner == fallback) && row.holds(profile) {
			return row.Preset, true
		}
	}
	return Preset{}, false
}

// holds says whether the row is for the profile.
func (r row) holds(profile string) bool {
	return r.profiles == nil || slices.Contains(r.profiles, profile)
}

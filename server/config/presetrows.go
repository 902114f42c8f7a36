package config

import "slices"

// row is how the preset of an owner is made, and the profiles that it holds for;
// none means all. The first row that fits wins.
type row struct {
	profiles profiles
	owner    string
	make     func() Preset
}

// profiles is a set of them: bit i is the one at i in Profiles.
type profiles uint8

// The sets that rows are for.
const (
	anyProfile profiles = 0
	ofLync     profiles = 1<<0 | 1<<1
	ofTrunk    profiles = 1 << 2
	ofKnown    profiles = 1<<6 - 1
)

// has says whether the set has a profile, or is of all.
func (p profiles) has(profile string) bool {
	if p == anyProfile {
		return true
	}
	i := slices.Index(Profiles(), profile)
	return i >= 0 && p>>i&1 != 0
}

// names are those of the set, nil for all.
func (p profiles) names() (out []string) {
	for i, name := range Profiles() {
		if p>>i&1 != 0 {
			out = append(out, name)
		}
	}
	return out
}

// preset is that of the row.
func (r *row) preset() Preset {
	p := r.make()
	p.Owner = r.owner
	return p
}

// VersionsPath is what a Matrix homeserver answers to anybody (Matrix
// server-server API, "GET /_matrix/federation/v1/version").
const VersionsPath = "/_matrix/federation/v1/version"

// presetRows is the one table of well-known owners. It holds no preset, only how
// each is made: a look-up copies it, and makes one.
func presetRows() [24]row {
	return [...]row{
		{anyProfile, "_sip._tls", func() Preset { return ladder("sip", "tls", "target") }},
		{anyProfile, "_sipfederationtls._tcp", federation},
		{ofLync, "_sipinternaltls._tcp", func() Preset { return ladder("sip", "tls", "target") }},
		{ofLync, "_xmpp-server._tcp", gateway},
		{anyProfile, "_xmpp-server._tcp", func() Preset { return ladder("xmpp", "tcp", "domain") }},
		{anyProfile, "_xmpps-server._tcp", func() Preset { return ladder("xmpp", "tls", "domain") }},
		{anyProfile, "_xmpp-client._tcp", func() Preset { return ladder("xmpp", "tcp", "domain").client() }},
		{anyProfile, "_xmpps-client._tcp", func() Preset { return ladder("xmpp", "tls", "domain").client() }},
		{ofTrunk, "_sip._udp", func() Preset { return ladder("sip", "udp", "").byZone() }},
		{ofTrunk, "_sip._tcp", func() Preset { return ladder("sip", "tcp", "").byZone() }},
		{ofTrunk, "_sips._tcp", func() Preset { return ladder("sip", "tls", "target").byZone() }},
		{anyProfile, "_sip._udp", func() Preset { return ladder("sip", "udp", "") }},
		{anyProfile, "_sip._tcp", func() Preset { return ladder("sip", "tcp", "") }},
		{anyProfile, "_sips._tcp", func() Preset { return ladder("sip", "tls", "target") }},
		{ofKnown, "_matrix-fed._tcp", matrix},
		{ofKnown, "_matrix._tcp", matrix},
		{anyProfile, "_stun._udp", func() Preset { return ladder("stun", "udp", "") }},
		{anyProfile, "_stun._tcp", func() Preset { return ladder("stun", "tcp", "") }},
		{anyProfile, "_stuns._tcp", func() Preset { return ladder("stun", "tls", "target") }},
		{anyProfile, "_turn._udp", func() Preset { return relay("udp", "") }},
		{anyProfile, "_turn._tcp", func() Preset { return relay("tcp", "") }},
		{anyProfile, "_turns._tcp", func() Preset { return relay("tls", "target") }},
		{anyProfile, "_*._tcp", func() Preset { return ladder("tcp", "tcp", "") }},
		{anyProfile, "_*._udp", unknown},
	}
}

// matrix is the preset of homeservers.
func matrix() Preset {
	return Preset{
		Policy: "one", By: "listed", Takeover: "auto", Failback: "auto",
		Check: "https", Transport: "tls", Path: VersionsPath, Expect: []int{200}, NameFrom: "target",
	}
}

// federation is the preset of partners that take one record.
func federation() Preset {
	return Preset{
		Policy: "one", By: "listed", Takeover: "auto", Failback: "command",
		Check: "sip", Transport: "tls", NameFrom: "target",
		Note: "partners check the target; in address mode it is by nearest",
	}
}

// gateway is the preset of what runs at one pool at a time.
func gateway() Preset {
	return Preset{
		Policy: "one", By: "listed", Takeover: "command", Failback: "command",
		Check: "xmpp", Transport: "tcp", NameFrom: "domain",
		Note: "the XMPP gateway runs at one pool; people move it",
	}
}

// unknown is the preset of what nobody knows how to probe.
func unknown() Preset {
	p := ladder("none", "", "")
	p.Note = "no check: always up; say a service to probe it"
	return p
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

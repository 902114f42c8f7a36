package config

// Preset is what a profile knows about one well-known owner: how its set is
// steered and how its targets are probed. The zero value says nothing and
// never comes out of PresetFor. It is a plain value; copy it freely, but do
// not write to Expect, which is built anew by each call.
type Preset struct {
	// Owner is the owner's leading labels, such as "_sip._tls", or a fallback:
	// "_*._tcp" and "_*._udp".
	Owner string

	Policy   string // ladder, one
	By       string // nearest, listed, zone
	Takeover string // auto, command
	Failback string // auto, command
	Down     string // demote, omit
	Drained  string // omit, demote
	Rungs    int    // 0: all

	Check     string // sip, tls, tcp, https, xmpp, none; the port is the SRV record's
	Transport string // udp, tcp, tls; "" for the check's default
	Path      string // of an https check
	Expect    []int  // status codes of an https check that count as alive
	// NameFrom says where the name expected in the certificate (or, for xmpp,
	// in the stream header) comes from: "target" or "domain".
	NameFrom string
	Note     string // one line for people, "" if there is nothing to say
}

// PresetFor returns what the profile knows about an SRV owner. The owner may
// be a whole name in text form: its first two labels, "_service._proto",
// decide. ok is false for owners that are not of that form and for protocols
// other than _tcp, _udp and _tls.
func PresetFor(profile, owner string) (Preset, bool) { panic("todo") }

// RoleServiceFor returns how the addresses of a pool's role are probed under a
// profile when nothing else leads to them. ok is false if the profile knows no
// such role: then the configuration must say a service.
func RoleServiceFor(profile, role string) (Service, bool) { panic("todo") }

// Profiles returns the known profiles, in the order of the documents. The
// generic profile, "", is not among them.
func Profiles() []string { panic("todo") }

// Presets is the table of all presets, as `geosrv help presets` prints it.
func Presets() string { panic("todo") }

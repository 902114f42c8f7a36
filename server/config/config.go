package config

import (
	"net/netip"
	"time"
)

// Pos is where a value was written. The zero Pos belongs to values that
// nobody wrote (defaults).
type Pos struct {
	File      string
	Line, Col int // both from 1
}

// Config is one merged configuration, all files together, every default that
// does not depend on a zone written out. It is immutable once Load has
// returned it, safe for any number of readers, and not to be copied field by
// field: pass the pointer.
type Config struct {
	Profile string
	Listen  []netip.AddrPort
	Zones   []ZoneSource
	Geo     Geo
	Sites   []Site // sorted by name: the order of a YAML mapping means nothing
	Areas   []Area // sorted by name
	Pools   []Pool // sorted by name
	// Services are the named ones; the steered entries refer to them by name
	// or hold one of their own.
	Services []Service // sorted by name
	Groups   []Entry   // sorted by name; Entry.Sets holds the owners
	Steer    []Entry   // in the order of the file; Entry.Sets holds name and names
	Probe    Probe

	Observe      bool // mode: observe for all; an entry may say otherwise
	TTL          time.Duration
	TTLUnsettled time.Duration
	Overrides    string // path of the overrides file, absolute; "" if none

	RateLimit RateLimit
	Cookies   Cookies
	TCP       TCP
	NSID      string // sent to those who ask which server this is (RFC 5001); "" for never
	Chaos     Chaos
	FreeBind  bool // listen also on addresses that no interface has yet
	Control   Control
	State     State
	Hook      Hook
	Status    Status
	Dnstap    Dnstap
	Lint      Lint
	// Nameservers are those that this one compares itself with; it may be among them.
	Nameservers []Nameserver

	// Files are the configuration files in the order given, then the
	// certificates and keys that were read for them; absolute, for the watcher.
	Files []string
}

// ZoneSource says where zones are read from: a file, a folder or a glob.
type ZoneSource struct {
	Path   string // absolute; a folder and a glob stand for the files in them
	Origin string // absolute name in text form, or "" for $ORIGIN or file name
	// Profile overrides Config.Profile for the names of these zones; "" keeps it.
	Profile string
	Pos     Pos
}

// Geo says how places are found.
type Geo struct {
	Database    string // path, absolute; "" if there is none
	DatabasePos Pos
	Networks    []Network
	Prefer      []Prefer
	// Unknown is the order of sites for askers whose place nobody knows, used
	// after the zone's priorities and the order of pools have been asked.
	Unknown []Ref
	Depth   int // how many sites are ranked by distance; the rest keep the listed order
	ECS     ECS
}

// ECS says whose EDNS client subnets are believed and how deep the cells of
// the database are kept.
type ECS struct {
	None bool           // from: none
	From []netip.Prefix // resolvers that are believed; empty and not None: any
	V4   int            // bits, 1 to 32
	V6   int            // bits, 1 to 128
}

// Network places a network at a site.
type Network struct {
	Prefix netip.Prefix
	Site   string
	Pos    Pos
}

// Prefer puts sites first for the askers of one country.
type Prefer struct {
	Country string // ISO 3166-1 alpha-2, upper case
	Sites   []Ref
	Pos     Pos
}

// Ref is a name that refers to an object of this configuration.
type Ref struct {
	Name string
	Pos  Pos
}

// Site is a place: coordinates, or a country (its centroid).
type Site struct {
	Name    string
	At      [2]float64 // degrees: latitude, longitude
	Country string     // ISO 3166-1 alpha-2; then At is not set
	Pos     Pos
}

// Area is a set of sites that share a rung of a ladder.
type Area struct {
	Name  string
	Sites []Ref
	Pos   Pos
}

// Pool is what stands at one site and fails as one.
type Pool struct {
	Name      string
	Site      Ref
	Roles     []Role   // sorted by name; names without roles are the role ""
	Servers   []Server // sorted by name
	MinUp     int      // members that must be up for the pool to stand up; at least 1
	Capacity  int      // percent of all who ask that it can carry; 0 if nobody said
	NoMembers bool     // members: false; its host names are not steered by themselves
	// Substitute are the pools that answer for its host names when it is silent,
	// as far as their certificates cover those names.
	Substitute []Ref
	Shared     bool // certificate: shared; they do, where no probe can see it
	Pos        Pos
}

// Role is what a group of host names of a pool is for.
type Role struct {
	Name  string // "" if the pool's names have no roles
	Names []Ref  // host names, absolute text form without the closing dot, lower case
	// Addresses are said outright, for host names that lie outside our zones;
	// only the role "" has them.
	Addresses []Address
	Service   *ServiceRef // role's service when the entry says so, nil for the profile's
	Pos       Pos
}

// Address is one address and where it was written.
type Address struct {
	Addr netip.Addr
	Pos  Pos
}

// Server is one machine of a pool.
type Server struct {
	Name      string
	Addresses []Address
	// Behind is the address of the load balancer in front of this server, and
	// Probe the address at which this one server is probed. Both or neither.
	Behind, Probe netip.Addr
	Pos           Pos
}

// ServiceRef is a service by name, or one written on the spot.
type ServiceRef struct {
	Name   string   // "" if Inline
	Inline *Service // nil if by name
	Pos    Pos
}

// Service is how an address is probed. Zero fields are filled by the check's
// own defaults.
type Service struct {
	Name      string  // of the entry in services; "" for one written on the spot
	Check     string  // sip, tls, tcp, https, xmpp, smtp, ms-turn, stun, exec, file, none
	Transport string  // udp, tcp, tls; "" for the check's default
	Port      uint16  // 0: of the SRV record, else the check's default
	TLSName   string  // name expected in the certificate and sent as SNI; "" for the target or the domain
	Host      string  // HTTP Host
	Path      string  // HTTP path
	Expect    []int   // status codes that count as alive
	Body      string  // text that the body must hold
	Verify    string  // name (default), full, none
	Domain    string  // domain that sip and xmpp ask for; "" for TLSName
	Register  bool    // sip goes on with a REGISTER
	Drain     []int   // status codes that ask to be left alone
	Stream    string  // xmpp: server, client; "" for the SRV record's, else by the port
	StartTLS  string  // xmpp: offered (default), required, never
	From      string  // xmpp: the domain as which we ask; "" for none
	LegacyTLS bool    // TLS 1.0 and the ciphers of its time will do
	Client    *Client // shown to peers that ask for a certificate, nil for none
	// WarnBefore is how long before its end a certificate is worth a warning,
	// 0 for the check's default.
	WarnBefore time.Duration
	Expiring   string        // warn (default), degraded
	Command    []string      // exec: an absolute path and its arguments
	File       string        // file: where a monitor writes its verdicts, absolute
	Verdicts   string        // file: raw (default), final
	MaxAge     time.Duration // file: older verdicts count for nothing; 0 for the check's default
	Timing     Timing
	Pos        Pos
}

// Probe says how this nameserver probes.
type Probe struct {
	Timing    Timing // complete
	Via       []Via  // longest prefix first
	Source    []netip.Addr
	Reference []netip.AddrPort // asked to learn whether we can see; none: the zones' other nameservers
	// OptionsFrom is the From address of SIP OPTIONS, such as
	// "sip:probe@example.net"; "" for the probe's own.
	OptionsFrom string
	// MaxInFlight is how many attempts of probes may be under way at once.
	MaxInFlight int
	Pos         Pos // of max_in_flight, else of probe, else zero
}

// Via sends the probes of a published network or address elsewhere: address by
// address if To is a network of the same length, to one socket if Socket is set.
type Via struct {
	From   netip.Prefix
	To     netip.Prefix   // zero if Socket
	Socket netip.AddrPort // zero if To
	// Port is the published port that this entry is for, 0 for every port.
	Port uint16
	Pos  Pos
}

// Entry is one line of steer, or one group: which sets, and how they are steered.
// The zero value of a key means that it was not said; presets fill it.
type Entry struct {
	Name string // of the group; "" for an entry of steer
	Sets []Ref  // owners in text form, or globs over existing owners

	// Policy is ladder, one or members; "" for the preset's. The words single,
	// gateway and nearest are read as one with the keys that they stand for.
	Policy    string
	By        string // nearest, listed, zone
	Takeover  string // auto, command
	Failback  string // auto, command
	Down      string // demote, omit
	Drained   string // omit, demote
	Needs     string // any, all: how the services of a group's sets decide a pool
	Decide    string // any, all, or the name of a service
	DecidePos Pos
	Families  string // apart, together
	Mode      string // observe, steer
	Shared    bool   // certificate: shared
	Foreign   bool   // pool: none
	NoMembers bool   // members: false
	Standby   bool   // publish_standby: true

	First, Step, Rungs, Rank, MinUp int // 0: not said
	ReturnAfter, Forgive            time.Duration
	TTL, TTLUnsettled               time.Duration
	Pools                           []Ref
	Service                         *ServiceRef
	Pos                             Pos
}

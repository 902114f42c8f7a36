package oracle

import (
	"net/netip"

	"github.com/miekg/dns"
)

// World is everything that an answer can depend on. The zero value has no zone
// and refuses every name. Copies share what they point to.
type World struct {
	Zones []Zone

	Sites    []Site
	Networks map[netip.Prefix]string // network -> site; the longest prefix wins
	Depth    int                     // sites ranked by distance; 0 for 3
	Unknown  []string                // sites, for askers of no known place, after all else
	Subnets  Subnets

	Pools  []Pool
	Groups []Group // without the host names of pools, which are groups of their own

	Endpoints map[netip.AddrPort]Endpoint // how they stand; those that are missing are up
	Words     map[netip.Addr]Word         // what was said of single addresses
	Frozen    bool                        // verdicts are held because we cannot see
}

// Zone is one zone: records in the order of its file, the SOA and the glue
// among them.
type Zone struct {
	Apex    string
	Records []dns.RR
}

// Site is a place with pools.
type Site struct {
	Name     string
	Lat, Lon float64 // degrees
	Area     string  // sites of one area share a rung; "" for none
}

// Subnets says whose client subnets (RFC 7871) are believed. The zero value
// believes everybody.
type Subnets struct {
	None bool
	From []netip.Prefix // resolvers; empty for any
}

// Word is what an operator said of a pool, a role, a server or an address. The
// zero value is nothing.
type Word int

// The words, the weaker first.
const (
	NoWord      Word = iota
	Drain            // to be left alone while anything else answers
	Maintenance      // not to be answered
)

// Pool is what stands at one site and fails as one.
type Pool struct {
	Name, Site string
	MinUp      int // members that must be up for the pool to stand up; 0 for 1
	Roles      []Role
	Servers    []Server
	NoMembers  bool // its host names are answered as the zone has them
	Word       Word
}

// Role is what some host names of a pool are for.
type Role struct {
	Name      string
	Hosts     []string
	Addresses []netip.Addr // of host names outside the zones
	Port      uint16       // of the role's service; 0 for none
	Word      Word
}

// Server is a machine with addresses of its own, or one behind the address of
// a load balancer.
type Server struct {
	Name          string
	Addresses     []netip.Addr
	Behind, Probe netip.Addr // both or neither
	Word          Word
}

// Endpoint is how an address and port stand.
type Endpoint struct {
	Standing  Standing // Up, Rising, Drained or Silent
	Never     bool     // has never answered
	Unsettled bool     // suspect, rising, or changed a short while ago
}

// Policy is how a group answers.
type Policy int

// The policies (design: policies).
const (
	Ladder  Policy = iota // every pool, the best first
	One                   // one pool
	Members               // the addresses of this very name
)

// By is what ranks pools that stand alike.
type By int

// What ranks.
const (
	Nearest    By = iota // distance
	Listed               // the order of Group.Pools
	ByPriority           // the zone's own priorities
)

// Group is one decision over some steered owners. Each SRV record that leads
// to an address is probed at its own port, unless Port says otherwise; owners
// of the protocol _udp are not probed.
type Group struct {
	Name   string
	Owners []string // SRV or address owners, in the order in which they are written
	Pools  []string // candidates; none: those that own the zone's data
	Policy Policy
	By     By

	TakeoverCommand bool // a silent choice stays
	DownOmit        bool // ladders leave silent pools out
	DrainedDemote   bool // ladders keep drained pools, at the end
	Together        bool // one pool for both families
	NeedsAll        bool // a pool needs every service of the group, not any
	DecideAll       bool // an address needs every service that leads to it, not any
	Foreign         bool // targets that belong to no pool are somebody else's
	Observe         bool // answered as the zone has it
	Standby         bool // the other live pools behind the chosen one

	First, Step int // priorities of a ladder; 0 for 10
	Rungs       int // of a ladder; 0 for all
	Rank        int // of one: the 1st, 2nd, ... pool; 0 for 1
	MinUp       int // where it is more than the pool's own

	TTL, Unsettled uint32 // seconds; 0 for 60 and 20
	Port           uint16 // of the group's own service; 0 for none

	Pin       string          // a pool that somebody wants; "" for none
	Hard      bool            // also when it is silent
	StoodDown map[string]bool // pools that fell silent or were drained, and were not let back
}

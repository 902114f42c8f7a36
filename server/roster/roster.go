package roster

import (
	"net/netip"

	"geosrv/health"
	"geosrv/server/config"
	"geosrv/server/steer"
	"geosrv/zones"
)

// Source is one zone and the profile that its names follow.
type Source struct {
	Zone    *zones.Zone
	Profile string
}

// Roster is everything that configuration and zones say together. Immutable;
// pass the pointer. Numbers of zones, pools, groups, sets, endpoints and site
// lists are indices into its slices.
type Roster struct {
	Config    *config.Config
	Sources   []Source // sorted by apex
	Forest    *zones.Forest
	Pools     []Pool            // sorted by name
	Groups    []Group           // sorted by name
	Sets      []Set             // sorted by owner, then type
	Endpoints []health.Endpoint // sorted by key
	// EndpointSites are where they stand: indices into Config.Sites.
	EndpointSites []int32
	References    []Reference
	Nameservers   []Nameserver  // of the configuration, in its order
	NS            []NS          // of the zones, sorted by name
	Lists         [][]uint16    // site lists: indices into Config.Sites, in listed order
	Carriers      []Carrier     // sorted by zone, then RRset
	Warnings      config.Errors // what a person should look at, nothing that hinders

	// The dependency index: from an endpoint to the groups that look at it,
	// from a set to the sets and carriers whose additional section has it.
	EndpointGroups [][]int32
	SetSets        [][]int32
	SetCarriers    [][]int32

	bySet map[setKey]int32
}

type setKey struct{ zone, rrset int32 }

// Pool is what stands at one site and fails as one.
type Pool struct {
	Name    string
	Site    int32 // index into Config.Sites
	Area    int32 // index into Config.Areas, or -1
	MinUp   int
	Servers []string // sorted
	Roles   []Role   // sorted by name
}

// Role is what a group of host names of a pool is for, with their addresses:
// each once, in the zone's order.
type Role struct {
	Name      string
	Addresses []netip.Addr
}

// Group is one decision. A set that belongs to no group of the configuration
// is a group of its own under its owner's name; so is every host name of a
// pool, with Policy.Kind Members.
type Group struct {
	Name       string
	Policy     steer.Policy
	NeedsAll   bool // needs: all
	MinUp      int  // 0: the pool's own
	Observe    bool
	Candidates []Candidate // in listed order
	Sets       []int32
	Members    int      // of all judges
	Owners     []string // one for each judge
	List       int32    // site list, or -1 where distance does not matter
	TTL        uint32   // seconds, settled
	Unsettled  uint32   // seconds
	Pos        config.Pos
}

// Candidate is a pool of a group.
type Candidate struct {
	Pool     int32  // -1 for foreign targets
	Site     int32  // index into Config.Sites, -1 for foreign targets
	Area     int32  // -1 for none
	Priority uint16 // the lowest of the zone's own, less the set's offset
	// StandIn is 0, or for a host name: which of the pools that answer for it
	// when its own is silent, from 1.
	StandIn int32
	Judges  []Judge
}

// Judge is one service by which a pool is judged. Without members it has no
// say.
type Judge struct {
	First   int32 // number of its first member among all of the group
	Members []Member
}

// Member is one address of a pool under one judge.
type Member struct {
	Addr      netip.Addr
	Server    int32   // index into Pool.Servers, or -1
	Role      int32   // index into Pool.Roles, or -1
	Endpoints []int32 // those that lead to it; none: nobody probes it, it is up
	All       bool    // decide: all; otherwise any of the endpoints suffices
	// Behind are the endpoints of the servers behind a load balancer's
	// address: they scale its weight and do not silence it.
	Behind []int32
}

// Set is one steered RRset.
type Set struct {
	Group, Judge int32
	Owner        zones.Name
	Zone, RRset  int32
	Type         uint16
	TTL          uint32   // the zone's own
	Offset       uint16   // SRV: added to each priority, so that the sets of a group keep their distance
	Records      []Record // SRV: in the zone's own order
	By           [][]int  // SRV: indices into Records, by candidate
	Has          []bool   // by candidate: has data for this set
	// Addresses are what a candidate answers, by candidate; of one family.
	Addresses [][]netip.Addr
	Rank      int // one: 1 for the best pool
}

// Key is the text that stands for the set wherever it is told of: "OWNER TYPE".
func (s *Set) Key() string {
	switch s.Type {
	case typeSRV:
		return s.Owner.Text() + " SRV"
	case typeAAAA:
		return s.Owner.Text() + " AAAA"
	}
	return s.Owner.Text() + " A"
}

// Record is one SRV record of the zone.
type Record struct {
	Candidate        int32
	Priority, Weight uint16
	Target           Target
	RData            []byte
}

// Target is a name in RDATA and where its addresses are, by family, with its
// service bindings, if a service binding leads to it; or its SRV records, if a
// NAPTR does.
type Target struct {
	Name zones.Name
	Addr [3]Ref // A, AAAA, SVCB or HTTPS; or SRV, None, None
}

// Ref points at an RRset: plain, or steered where Set is not negative. The
// zero value is not a Ref; None is no RRset.
type Ref struct{ Zone, RRset, Set int32 }

// None is a Ref to nothing.
var None = Ref{Zone: -1, RRset: -1, Set: -1}

// Carrier is a plain RRset of which a target's addresses or SRV records are
// steered or lie in another zone. Targets are those of its records that ask for
// something ([zones.RRset.Additional]), in order.
type Carrier struct {
	Zone, RRset int32
	Targets     []Target
}

// SetAt returns the number of the steered set that stands for an RRset.
func (r *Roster) SetAt(zone, rrset int32) (int32, bool) {
	s, ok := r.bySet[setKey{zone, rrset}]
	return s, ok
}

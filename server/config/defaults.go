package config

import (
	"net/netip"
	"time"
)

// Defaults that do not depend on a zone: Load writes them into the Config.
const (
	DefaultListen       = "127.0.0.1:5300" // loopback: serving the world is said, never assumed
	DefaultTTL          = 60 * time.Second // cap of a steered answer's TTL
	DefaultTTLUnsettled = 20 * time.Second // while a candidate is suspect, rising or has just changed
	DefaultDepth        = 3                // sites ranked by distance
	DefaultECSV4        = 24               // bits
	DefaultECSV6        = 56               // bits
	DefaultMinUp        = 1                // members
	MinTTL              = 5 * time.Second  // no steered answer has less
)

// Defaults of what guards the sockets. How many connections may be open is
// left to whoever opens them: it hangs on the limit of open files.
const (
	DefaultRateAnswers   = 200 // replies a second for each network and name
	DefaultRateErrors    = 50  // error replies a second for each network
	DefaultRateSlip      = 2   // every second limited reply is sent truncated
	DefaultRateV4        = 24  // bits of a network
	DefaultRateV6        = 56
	DefaultTCPPerNetwork = 64 // connections from one /24 or /56
	DefaultTCPIdle       = 10 * time.Second
)

// Defaults of a steered entry. Load leaves what was not said at zero; whoever
// joins entries with presets fills these in last.
const (
	DefaultReturnAfter = 60 * time.Second // how long a better pool must be back
	DefaultForgive     = 10 * time.Minute // a younger move is undone by itself
	DefaultFirst       = 10               // priority of the first rung
	DefaultStep        = 10               // between rungs
	DefaultRank        = 1                // the best pool
)

// Default ports of checks; a SRV record's own port goes first.
const (
	PortSIP   = 5060
	PortSIPS  = 5061
	PortXMPP  = 5269
	PortSMTP  = 25
	PortHTTPS = 443
	PortSTUN  = 3478
	PortSTUNS = 5349
)

// DefaultMaxInFlight is how many attempts of probes may be under way at once.
const DefaultMaxInFlight = 1024

// defaultRateLimit is what holds if nobody says rate_limit.
func defaultRateLimit() RateLimit {
	return RateLimit{
		Answers: DefaultRateAnswers, Errors: DefaultRateErrors, Slip: DefaultRateSlip,
		V4: DefaultRateV4, V6: DefaultRateV6,
	}
}

// defaultListen is DefaultListen as the slice that Config holds.
func defaultListen() []netip.AddrPort {
	return []netip.AddrPort{netip.MustParseAddrPort(DefaultListen)}
}

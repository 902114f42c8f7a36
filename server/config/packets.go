package config

import (
	"net/netip"
	"time"
)

// RateLimit says how many replies one network gets by UDP.
type RateLimit struct {
	Off     bool // rate_limit: off
	Answers int  // replies a second for each network and name
	Errors  int  // error replies a second for each network
	Slip    int  // every how many limited replies one is sent truncated; 0: none
	V4, V6  int  // bits that make a network
	Exempt  []netip.Prefix
	Pos     Pos // of what rate_limit says
}

// Cookies says how DNS cookies are made (RFC 7873).
type Cookies struct {
	Off     bool   // cookies: off
	Secrets string // path of the file of secrets, absolute; "" for one made at the start
	Pos     Pos    // of the path
}

// TCP bounds connections.
type TCP struct {
	Connections int           // open together; 0 for the default, which depends on the limit of open files
	PerNetwork  int           // open together from one /24 or /56
	Idle        time.Duration // how long one may idle
	Pos         Pos           // of connections
}

// Chaos is what is answered to TXT queries of class CH (RFC 4892). Empty texts
// are refused.
type Chaos struct{ Version, ID string }

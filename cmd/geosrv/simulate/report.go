package simulate

import (
	"maps"
	"slices"
)

// Report is what a simulation found.
type Report struct {
	Database  bool       `json:"database"`  // countries are known
	Countries int        `json:"countries"` // how many
	Networks  int        `json:"networks"`  // of the configuration
	Known     Share      `json:"known"`     // how much of each space has a place
	Weighted  bool       `json:"weighted"`
	Sites     []Site     `json:"sites"`
	Decisions []Decision `json:"decisions"`
}

// Site is where pools stand.
type Site struct {
	Name  string   `json:"name"`
	Lat   float64  `json:"lat"` // degrees north
	Lon   float64  `json:"lon"` // degrees east
	Pools []string `json:"pools"`
}

// Share is a part of all who ask, 0 to 1: of the addresses of a family whose place
// is known, and of the weights, if there are some.
type Share struct {
	IPv4   float64 `json:"ipv4"`
	IPv6   float64 `json:"ipv6"`
	Weight float64 `json:"weight,omitempty"`
}

// plus is s and a part of t.
func (s Share) plus(t Share, part float64) Share {
	return Share{s.IPv4 + part*t.IPv4, s.IPv6 + part*t.IPv6, s.Weight + part*t.Weight}
}

// Decision is steered sets that are answered alike in all cases.
type Decision struct {
	Name     string    `json:"name"` // of the group
	Policy   string    `json:"policy"`
	Observed bool      `json:"observed,omitempty"` // the zone's data is answered
	Sets     []string  `json:"sets"`               // "OWNER TYPE"
	Pools    []string  `json:"pools"`
	TTL      uint32    `json:"ttl"` // seconds, before the failure
	Cases    []Outcome `json:"cases"`
}

// Outcome is what a decision comes to in one case.
type Outcome struct {
	Down    []string `json:"down"`    // none: everything is up
	Silent  []string `json:"silent"`  // pools of the decision that are not live
	Shares  []Share  `json:"shares"`  // by pool of the decision
	Unknown string   `json:"unknown"` // where places are led of which nothing is known
	Moves   []Move   `json:"moves,omitempty"`
	// Countries are the pools to which most of each country's addresses are led.
	Countries map[string]string `json:"countries,omitempty"`
	Failover  *Failover         `json:"failover,omitempty"`
	Warnings  []string          `json:"warnings,omitempty"`
}

// Move is places that are led elsewhere than before, the largest first.
type Move struct {
	From      string   `json:"from"`
	To        string   `json:"to"`
	Share     Share    `json:"share"`
	Countries []string `json:"countries,omitempty"`
	Networks  []string `json:"networks,omitempty"` // sites of geo.networks
	Unknown   bool     `json:"unknown,omitempty"`  // and places of which nothing is known
}

// sorted are the keys of a map.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

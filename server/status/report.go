package status

import (
	"time"

	"geosrv/server/control"
)

// Report is how everything stands at one moment, for the page. It must not be
// written to once it was handed over.
type Report struct {
	At        time.Time // when it was seen so: what it takes from then on is work
	Server    string    // which nameserver this is; "" if it has no name
	Alarms    []Alarm
	Sites     []Site
	Lists     []List
	Nearest   map[string]string // the site that is nearest to a country, by its code
	Pools     []control.PoolStatus
	Endpoints []Endpoint
	Groups    []Group
	History   []control.Event // oldest first
	Overrides []control.Override
}

// Alarm is something that wants a person, in one sentence.
type Alarm struct {
	Text string `json:"text"`
	Bad  bool   `json:"bad"` // now; else it can wait for the morning
}

// Site is a place of pools. It is a plain value.
type Site struct {
	Name     string
	Lat, Lon float64 // degrees, north and east positive
}

// List says which order of sites the places have, where distance matters.
type List struct {
	Countries map[string]int `json:"countries"` // ISO 3166-1 alpha-2 code to number of the order
	Sites     map[string]int `json:"sites"`     // name of a site, for those beside it, to number of the order
}

// Endpoint is one endpoint with its latest probes.
type Endpoint struct {
	control.EndpointStatus
	Took []float64 `json:"took,omitempty"` // milliseconds, oldest first; -1 of one that failed
}

// Group is one decision, with the answer of each order.
type Group struct {
	control.GroupStatus
	List int `json:"list"` // number in Report.Lists, -1 where distance does not matter
	// Orders is, by number of the order, the number in Answers.
	Orders []int `json:"orders"`
	More   int   `json:"more,omitempty"` // sets that are not named
	// Silent are the pools that do not answer what this group asks of them.
	Silent []string `json:"silent,omitempty"`
	// Well says that all its pools are up, and that nobody pinned it.
	Well bool `json:"well"`
}

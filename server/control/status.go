package control

import "time"

// StatusVerb tells how everything stands. It gives a Status.
const StatusVerb = "status"

// Status is how everything stands at one moment.
type Status struct {
	At       time.Time `json:"at"`
	Frozen   bool      `json:"frozen"`   // by an operator
	Isolated bool      `json:"isolated"` // verdicts wait: nobody answers who would prove that we can see
	// Files is what is wrong with files, as file:line:col: problem (hint): their last
	// good content is served. Files that changed and are held back with others come first.
	Files []string `json:"files,omitempty"`
	// Faults are the last requests that made a fault in geosrv, the oldest first: each
	// cost that request alone, and is worth a report.
	Faults      []Fault          `json:"faults,omitempty"`
	Unconfirmed int              `json:"unconfirmed"` // endpoints of which the state is of before the restart
	Pools       []PoolStatus     `json:"pools"`
	Endpoints   []EndpointStatus `json:"endpoints"`
	Groups      []GroupStatus    `json:"groups"`
	Overrides   []Override       `json:"overrides"`
	// Nameservers are the others that this one compares itself with.
	Nameservers []NameserverStatus `json:"nameservers,omitempty"`
}

// Fault is a request that made a fault in geosrv.
type Fault struct {
	At        time.Time `json:"at"`
	From      string    `json:"from"`
	Transport string    `json:"transport"` // "udp" or "tcp"
	Request   string    `json:"request"`   // its first 2,048 octets, in hexadecimal
	Size      int       `json:"size"`      // how many it had
	Fault     string    `json:"fault"`
}

// NameserverStatus is how another nameserver answers, compared with this one.
type NameserverStatus struct {
	Name      string          `json:"name"`
	Addr      string          `json:"addr"`
	Heard     bool            `json:"heard"`           // it answers
	Since     *time.Time      `json:"since,omitempty"` // of heard, or of its end; none: never heard
	Questions int             `json:"questions"`       // that it is asked, in a round
	Disagrees []Disagreeing   `json:"disagrees,omitempty"`
	Counted   NameserverCount `json:"counted"`
}

// NameserverCount is what was counted since the start.
type NameserverCount struct {
	Asked         uint64 `json:"asked"`
	Answered      uint64 `json:"answered"`
	Disagreements uint64 `json:"disagreements"` // that lasted
}

// Disagreeing is a group of which another nameserver has answered otherwise for
// some time.
type Disagreeing struct {
	Group   string    `json:"group"`
	Since   time.Time `json:"since"`
	Here    string    `json:"here"` // pools in the order of the answer, or records
	There   string    `json:"there"`
	Alarmed bool      `json:"alarmed,omitempty"` // an event has told of it
}

// When is a time as the types of this package have it: nil for the zero time.
func When(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// PoolStatus is how a pool stands: as it does in the group where it stands worst.
type PoolStatus struct {
	Name      string   `json:"name"`
	Site      string   `json:"site"`
	Standing  string   `json:"standing"`
	StoodDown []string `json:"stood_down,omitempty"` // for these groups
	// UsedBy are the groups of which it is a candidate: those that would miss it.
	UsedBy []PoolUse `json:"used_by,omitempty"`
}

// PoolUse is a group that uses a pool.
type PoolUse struct {
	Group  string   `json:"group"`
	Policy string   `json:"policy"`
	Sets   []string `json:"sets"` // "OWNER TYPE"
	// StandIn: for a host name of another pool, when that one is silent.
	StandIn bool `json:"stand_in,omitempty"`
}

// EndpointStatus is what is known of an endpoint.
type EndpointStatus struct {
	Key         string     `json:"key"`
	Verdict     string     `json:"verdict"` // up, rising, drained, silent, never
	Reason      string     `json:"reason,omitempty"`
	Detail      string     `json:"detail,omitempty"`
	Warn        string     `json:"warn,omitempty"`  // what wants a hand soon, such as a certificate that ends
	Since       *time.Time `json:"since,omitempty"` // of the phase
	Probed      *time.Time `json:"probed,omitempty"`
	TookMS      float64    `json:"took_ms"`
	Certificate *time.Time `json:"certificate,omitempty"` // when that which it showed last ends
	Phase       string     `json:"phase"`
	Fails       int        `json:"fails,omitempty"`
	Unconfirmed bool       `json:"unconfirmed,omitempty"`
}

// GroupStatus is what a group answers now.
type GroupStatus struct {
	Name     string         `json:"name"`
	Policy   string         `json:"policy"`
	Observed bool           `json:"observed,omitempty"` // it would answer so: the zone's data is answered
	Sets     []string       `json:"sets"`               // "OWNER TYPE"
	Answers  []PlacesAnswer `json:"answers"`            // the largest share first
	TTL      uint32         `json:"ttl"`                // seconds, the smallest of its sets
}

// PlacesAnswer is what a share of places is answered.
type PlacesAnswer struct {
	Share float64  `json:"share"` // of places, 0 to 1
	Pools []string `json:"pools"` // in the order of the answer; addresses of a host name
	Why   string   `json:"why"`   // the reason of the first
}

// HistoryVerb tells what happened. It takes a History and gives Events.
const HistoryVerb = "history"

// History says what is wanted of what happened.
type History struct {
	Since string `json:"since,omitempty"` // such as "2h"; "": all that is remembered
	Name  string `json:"name,omitempty"`  // of a pool, a group, a set or an endpoint; "": all
}

// Events are what happened, oldest first.
type Events struct {
	Events []Event `json:"events"`
}

// Event is one thing that happened.
type Event struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"` // pool, word, sight, nameserver, pin, replace
	Who    string    `json:"who"`  // the pool, the words, or the nameserver
	From   string    `json:"from,omitempty"`
	To     string    `json:"to"`
	Reason string    `json:"reason,omitempty"` // of the closed list
	Cause  string    `json:"cause,omitempty"`
	Groups []string  `json:"groups,omitempty"`
	Sets   []string  `json:"sets,omitempty"`   // of which the answer may have changed, "OWNER TYPE"
	Advice []string  `json:"advice,omitempty"` // what is left to a person
}

package control

import "time"

// ExplainVerb tells what a question is answered, and why. It takes an Explain and
// gives an Explanation.
const ExplainVerb = "explain"

// Explain is a question, who asks it, and what is to be taken for dead.
type Explain struct {
	Name string   `json:"name"`
	Type string   `json:"type"`           // such as SRV
	From string   `json:"from,omitempty"` // an address or a network, as in dig +subnet; "": an unknown place
	Down []string `json:"down,omitempty"` // selectors such as pool:ams, or words that mean one thing only
}

// Explanation is an answer and each step that led to it.
type Explanation struct {
	At       time.Time `json:"at"`
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	From     string    `json:"from,omitempty"`
	Down     []string  `json:"down,omitempty"`     // selectors that were taken for silent
	Observed bool      `json:"observed,omitempty"` // the zone's data is answered: rules say what would be
	Answer   Message   `json:"answer"`
	Steps    []Step    `json:"steps"` // in the order in which they were taken
	// Candidates are the pools of the steered set that the answer comes from, those
	// that are answered first. None where nothing is steered.
	Candidates []Ruled `json:"candidates,omitempty"`
	Next       []Next  `json:"next,omitempty"` // what would change it
}

// Message is a reply, as dig shows it.
type Message struct {
	Status     string   `json:"status"` // such as NOERROR
	Flags      []string `json:"flags"`
	Subnet     string   `json:"subnet,omitempty"` // ADDRESS/SOURCE/SCOPE (RFC 7871)
	Error      string   `json:"error,omitempty"`  // extended (RFC 8914)
	Answer     []string `json:"answer,omitempty"` // records in presentation form
	Authority  []string `json:"authority,omitempty"`
	Additional []string `json:"additional,omitempty"` // without OPT
}

// Step is one step towards an answer.
type Step struct {
	What string `json:"what"` // zone, node, set, policy, place, order, ttl, scope, word
	Says string `json:"says"`
}

// Ruled is a pool with the one rule that put it where it is.
type Ruled struct {
	Pool     string `json:"pool"`               // "(not ours)" for targets that are not
	Rule     string `json:"rule"`               // of the closed list; "" where the pool has no data of this type
	Answered bool   `json:"answered"`           // it is in the answer, or would be if its group did not observe
	Priority *int   `json:"priority,omitempty"` // the lowest of its records, of an SRV set
	Stands   string `json:"stands"`             // for this set: its family counts
	KM       *int   `json:"km,omitempty"`       // from the asker, where both are known
	Says     string `json:"says,omitempty"`     // what the rule means here
	// Members are its addresses with how each stands, and the probes that say so.
	Members []RuledMember `json:"members,omitempty"`
}

// RuledMember is one address of a pool.
type RuledMember struct {
	Addr     string        `json:"addr"`
	Stands   string        `json:"stands"`
	Answered *bool         `json:"answered,omitempty"` // of an address set
	Probes   []RuledProbes `json:"probes,omitempty"`
}

// RuledProbes is what is known of an endpoint that decides how an address stands.
type RuledProbes struct {
	Key     string     `json:"key"`
	Verdict string     `json:"verdict"`
	Reason  string     `json:"reason,omitempty"` // of the last probe
	Detail  string     `json:"detail,omitempty"`
	Probed  *time.Time `json:"probed,omitempty"`
	Since   *time.Time `json:"since,omitempty"` // of the verdict
}

// Next is something that would change the answer, or that will.
type Next struct {
	If   string     `json:"if"`           // such as "ams falls silent"
	Then string     `json:"then"`         // such as "nyc, sin, ams"
	At   *time.Time `json:"at,omitempty"` // when it happens by itself
}

package state

import (
	"time"

	"geosrv/health"
	"geosrv/server/operator"
)

// Memory is what survives a restart. A value of JSON; the zero value is that of a server
// that knows of nothing before.
type Memory struct {
	States map[string]health.State `json:"states"` // opinions with their counters, by the key of the endpoint
	Marks  []Mark                  `json:"marks"`
	Said   *operator.Ledger        `json:"said"` // by verbs; nil: nothing
}

// Mark is a mark with the names that it belongs to.
type Mark struct {
	Group string    `json:"group"`
	Pool  string    `json:"pool"`
	Since time.Time `json:"since"`
	Back  time.Time `json:"back,omitzero"` // since when the pool could be returned to; zero: it cannot
	Why   string    `json:"why"`           // the word of a steer.Reason
}

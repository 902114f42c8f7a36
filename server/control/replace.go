package control

import "errors"

// ErrReplaced is the error of a verb that did nothing, as another process has taken
// over: a Client asks again, and meets that one.
var ErrReplaced = errors.New("another process has taken over meanwhile (ask again)")

// ReplaceVerb has the server start its own program anew, which takes over its
// sockets and what it knows, without a query lost. It takes a Replace and gives a
// Replaced. With a problem the server goes on as before.
const ReplaceVerb = "replace"

// Replace says how: there is nothing to say.
type Replace struct{}

// Replaced is what became of it.
type Replaced struct {
	Before  Process `json:"before"`
	Now     Process `json:"now"`
	Seconds float64 `json:"seconds"` // until the new process was the server
}

// Process is one process of the server.
type Process struct {
	PID     int    `json:"pid"`
	Version string `json:"version"` // of geosrv
}

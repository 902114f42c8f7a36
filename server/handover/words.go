package handover

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Protocol is which protocol this program speaks.
const Protocol = 1

// Hello is the first word of the running server.
type Hello struct {
	Protocol int    `json:"protocol"`
	Version  string `json:"version"` // of geosrv
}

// Check says why there can be no handing over.
func (h Hello) Check() error {
	if h.Protocol != Protocol {
		return fmt.Errorf("geosrv %s hands over by protocol %d, and this one takes over by %d (restart instead)", h.Version, h.Protocol, Protocol)
	}
	return nil
}

// Word says how far one side is.
type Word struct {
	Version  string   `json:"version,omitempty"`  // of geosrv
	PID      int      `json:"pid,omitempty"`      // of the process; 0 from a version that does not say it
	Problems []string `json:"problems,omitempty"` // why nothing comes of it
}

// Refusing is the word that says an error.
func Refusing(err error) (w Word) {
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			w.Problems = append(w.Problems, line)
		}
	}
	return w
}

// Err is the problems, a line each; nil if there are none.
func (w Word) Err() error {
	if len(w.Problems) == 0 {
		return nil
	}
	return errors.New(strings.Join(w.Problems, "\n"))
}

// Estate is what is handed over, beside the files.
type Estate struct {
	Files []File          `json:"files"` // what the files are, in their order
	State []byte          `json:"state"` // what a restart would remember
	Count json.RawMessage `json:"count"` // what was counted so far
	// Past is what happened so far; nil from a version that does not hand it over.
	Past json.RawMessage `json:"past,omitempty"`
}

// Kinds of files.
const (
	UDP     = "udp"     // a socket
	TCP     = "tcp"     // a socket that listens
	Control = "control" // a Unix socket that listens
	Page    = "page"    // a socket of TCP that listens, of the status page
	Lock    = "lock"    // the locked file of the state folder
)

// File is what an open file is.
type File struct {
	Kind string `json:"kind"`
	// For is what the configuration calls it: an address, with port 0 perhaps, a
	// path, or a folder.
	For string `json:"for"`
	// Held: somebody else, who started the server, holds it too.
	Held bool `json:"held,omitempty"`
}

// Legacy is the last word.
type Legacy struct {
	Count json.RawMessage `json:"count"` // what was counted behind the estate
}

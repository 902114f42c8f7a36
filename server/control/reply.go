package control

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Problems are what is wrong, a line each: what a verb refuses, or did not do.
// It is the error of a Client whose request was heard.
type Problems []string

// Error is one problem a line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// problemsOf takes an error apart, by line.
func problemsOf(err error) (p Problems) {
	if err == nil {
		return nil
	}
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			p = append(p, line)
		}
	}
	if p == nil {
		p = Problems{"an error without a word"}
	}
	return p
}

// reply is what goes back. R is any where it is made, and json.RawMessage where
// it is read.
type reply[R any] struct {
	Result   R        `json:"result,omitempty"`
	Problems Problems `json:"problems,omitempty"`
}

// send writes a reply. Whoever does not take it has gone, which is no matter.
func send(w http.ResponseWriter, status int, result any, problems Problems) {
	text, err := json.Marshal(reply[any]{result, problems})
	if err != nil { // a result that JSON has no form for
		status, text = http.StatusInternalServerError, []byte(`{"problems": ["a fault in geosrv: the result cannot be written"]}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n'))
}

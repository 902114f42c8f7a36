package lint

import (
	_ "embed"
	"strings"
)

//go:embed rules.txt
var rules string

// Rule is what a person is told of a code. It is a value.
type Rule struct {
	Code  string
	Title string // one line, lower case, without a closing dot
	// Text says in lines of at most 80 letters what it is, why it hurts, how to
	// mend it, and where that is written.
	Text string
}

// Rules are all of them, by code.
func Rules() (out []Rule) {
	for entry := range strings.SplitSeq(strings.TrimSpace(rules), "\n\n") {
		head, text, _ := strings.Cut(entry, "\n")
		code, title, _ := strings.Cut(head, ": ")
		out = append(out, Rule{code, title, text})
	}
	return out
}

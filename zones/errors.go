package zones

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxProblems is how many problems of one file are gathered before the rest is
// left unread. More help nobody, and a file of garbage must not fill memory.
const maxProblems = 100

// Problem is one thing that is wrong with a zone file. It is a value.
type Problem struct {
	File string // as given to Read
	Line int    // from 1; 0 if the problem is about the whole file
	Col  int    // from 1; 0 if unknown
	Text string // what is wrong, lower case, without the hint
	Hint string // what to do about it; may be ""
}

// Error is "file:line:col: text (hint)", without the parts that are unknown.
func (p Problem) Error() string {
	var out strings.Builder
	out.WriteString(p.File)
	if p.Line > 0 {
		out.WriteString(":" + strconv.Itoa(p.Line))
		if p.Col > 0 {
			out.WriteString(":" + strconv.Itoa(p.Col))
		}
	}
	out.WriteString(": " + p.Text)
	if p.Hint != "" {
		out.WriteString(" (" + p.Hint + ")")
	}
	return out.String()
}

// Errors is every problem of a file, ordered by line, or of a forest. Each is a
// Problem. It is a slice: not to be written to once it was returned.
type Errors []error

// Error is one problem a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the problems to errors.Is and errors.As.
func (e Errors) Unwrap() []error { return e }

// problems gathers what is wrong with one file. Not safe for concurrent use.
type problems struct {
	file string
	all  []Problem
}

func (p *problems) add(line int, text, hint string) {
	p.addAt(line, 0, text, hint)
}

func (p *problems) addAt(line, col int, text, hint string) {
	if len(p.all) < maxProblems {
		p.all = append(p.all, Problem{p.file, line, col, text, hint})
	}
}

// full reports whether no more problems are wanted.
func (p *problems) full() bool { return len(p.all) >= maxProblems }

// err is nil, or Errors in the order of the file.
func (p *problems) err() error {
	if len(p.all) == 0 {
		return nil
	}
	slices.SortStableFunc(p.all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	out := make(Errors, len(p.all), len(p.all)+1)
	for i, problem := range p.all {
		out[i] = problem
	}
	if p.full() {
		out = append(out, Problem{File: p.file, Text: "and perhaps more: gave up after " + strconv.Itoa(maxProblems) + " problems"})
	}
	return out
}

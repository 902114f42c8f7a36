package config

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// String gives "file:line:col", without what is not known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return p.File + ":" + strconv.Itoa(p.Line)
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col)
}

// Error is one thing that is wrong in a configuration file, or one that a person
// should look at: then it has a code of Codes. The zero value says nothing;
// errors are plain values and are compared with ==.
type Error struct {
	Pos     Pos
	Problem string // lower case, without a closing dot
	Hint    string // what to do about it; "" if there is nothing to add
	Code    string // of a warning; "" for an error
}

// Error gives one line, such as "geosrv.yaml:12:3: problem (hint)", and the code
// of a warning behind it: "... (hint) [one-site]".
func (e Error) Error() string {
	s := e.Problem
	if e.Pos.File != "" {
		s = e.Pos.String() + ": " + s
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	if e.Code != "" {
		s += " [" + e.Code + "]"
	}
	return s
}

// Errors are all the things that are wrong, sorted by file, line and column.
type Errors []Error

// Error gives one error a line, without a closing newline.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// report gathers errors. The zero value is ready; it is not for several
// goroutines.
type report struct{ errs Errors }

// maxTold is how much of a text that is wrong an error repeats, in bytes.
const maxTold = 200

// fail notes one error. Texts among args are cut to maxTold.
func (r *report) fail(at Pos, hint, format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok && len(s) > maxTold {
			args[i] = strings.ToValidUTF8(s[:maxTold], "") + "..."
		}
	}
	r.errs = append(r.errs, Error{Pos: at, Problem: fmt.Sprintf(format, args...), Hint: hint})
}

// err returns what was gathered, sorted, or nil. A node that several aliases
// repeat is read several times; its errors are told once.
func (r *report) err() error {
	if len(r.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(r.errs, func(a, b Error) int {
		return cmp.Or(
			strings.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			strings.Compare(a.Problem, b.Problem),
		)
	})
	return slices.Compact(r.errs)
}

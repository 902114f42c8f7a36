package load

import (
	"maps"
	"strings"

	"geosrv/server/config"
)

// Refusal is everything that is wrong with the files, all of it at once. It is
// the error of a load that changed nothing; in a Loaded it says which files
// were left out, their last good content being used. Immutable.
type Refusal struct {
	Problems []error // each one line: "file:line:col: problem (hint)"
	// Fresh are those of Problems that no load has returned before: an error
	// that stays is told once for each content of its file.
	Fresh []error

	told map[string]bool // the texts of Problems: a broken file can have very many
}

// Error is one problem a line.
func (r *Refusal) Error() string {
	lines := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the problems to errors.Is and errors.As.
func (r *Refusal) Unwrap() []error { return r.Problems }

// add takes all that err joins.
func (r *Refusal) add(err error, fresh bool) {
	for _, one := range each(err) {
		text := one.Error()
		if r.told[text] {
			continue
		}
		if r.told == nil {
			r.told = map[string]bool{}
		}
		r.told[text] = true
		r.Problems = append(r.Problems, one)
		if fresh {
			r.Fresh = append(r.Fresh, one)
		}
	}
}

// join takes all that another refusal has.
func (r *Refusal) join(other *Refusal) {
	r.Problems, r.Fresh = append(r.Problems, other.Problems...), append(r.Fresh, other.Fresh...)
	if r.told == nil {
		r.told = map[string]bool{}
	}
	maps.Copy(r.told, other.told)
}

// each takes a joined error apart, down to single problems.
func each(err error) (all []error) {
	if list, ok := err.(config.Errors); ok {
		for _, one := range list {
			all = append(all, one)
		}
		return all
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			all = append(all, each(one)...)
		}
		return all
	}
	return []error{err}
}

package config

import (
	"path"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Lint says which warnings are known and accepted. The zero value silences none.
type Lint struct {
	Off   []string // codes that nobody wants to hear of
	Names []Quiet  // codes that are off at some names only, sorted by name
}

// Quiet are the codes that are off at one name.
type Quiet struct {
	Name string   // absolute text form without the closing dot, lower case, or a glob
	Off  []string // codes
}

// Silent reports whether a warning is not to be told: its code is off, or off at
// the name that it is about. The name is text without the closing dot, "" if the
// warning is about none.
func (l *Lint) Silent(code, name string) bool {
	if slices.Contains(l.Off, code) {
		return true
	}
	return name != "" && slices.ContainsFunc(l.Names, func(q Quiet) bool {
		same, err := path.Match(q.Name, name)
		return (err == nil && same || q.Name == name) && slices.Contains(q.Off, code)
	})
}

// lint reads which warnings are off.
func (r *reader) lint(l *Lint) setter {
	return func(key string, v *node) {
		r.fields(v, key, []field{
			{"off", r.codes(&l.Off)},
			{"names", r.named(func(k, v *node) {
				if ref, ok := r.glob("lint", k); ok {
					q := Quiet{Name: ref.Name}
					r.codes(&q.Off)("lint", v)
					l.Names = append(l.Names, q)
				}
			})},
		})
	}
}

// codes reads a list of codes of warnings.
func (r *reader) codes(dst *[]string) setter {
	return r.each(func(v *node) {
		s, ok := r.scalar("lint", v)
		switch {
		case !ok:
		case !slices.Contains(Codes(), s):
			hint := Hint(s, Codes())
			if hint == "" {
				hint = "geosrv help lint lists them"
			}
			r.fail(v.pos, hint, "lint: unknown code %q", s)
		case slices.Contains(*dst, s):
			r.fail(v.pos, "", "lint: %s is said twice", s)
		default:
			*dst = append(*dst, s)
		}
	})
}

// showLint writes them.
func showLint(l *Lint) *yaml.Node {
	words := func(codes []string) *yaml.Node { return each(yaml.FlowStyle, codes, text) }
	m := newShown(0)
	m.add("off", words(l.Off))
	names := newShown(0)
	for _, q := range l.Names {
		names.add(q.Name, words(q.Off))
	}
	m.add("names", names.n)
	return m.n
}

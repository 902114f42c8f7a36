package config

import (
	"path/filepath"
	"slices"
)

// reader turns a tree into a Config. It reads the whole tree, whatever is
// wrong with parts of it, so that all errors come at once. It is used once.
type reader struct {
	report
	// views is set if the tree has views: they are refused as a whole, and
	// view keys elsewhere are then no news.
	views bool
	// files are other files that were read for the configuration, each once.
	files []string
	// known gathers the keys of each mapping, if it is not nil.
	known map[string][]string
}

// setter reads the value of a key into the place that it was made for.
type setter func(key string, v *node)

// field is a key of a mapping and what reads its value.
type field struct {
	key string
	set setter
}

// refusal is a key that is understood and not taken: reserved, or meant
// elsewhere. It is never offered in a hint. One without a problem is skipped.
type refusal struct{ key, problem, hint string }

// fields reads a mapping by the table of its keys. what names the mapping in
// errors, such as "a pool". It returns false if n is no mapping.
func (r *reader) fields(n *node, what string, table []field, refused ...refusal) bool {
	if n.kind != mapping && !n.null {
		r.fail(n.pos, "", "%s must be a mapping, not %s", what, n.kind)
		return false
	}
	r.meet(what, table)
	for _, p := range n.pairs {
		key := p.key.text
		if i := slices.IndexFunc(table, func(f field) bool { return f.key == key }); i >= 0 {
			table[i].set(key, p.value)
			continue
		}
		if i := slices.IndexFunc(refused, func(f refusal) bool { return f.key == key }); i >= 0 {
			if problem := refused[i].problem; problem != "" {
				r.fail(p.key.pos, refused[i].hint, "%s", problem)
			}
			continue
		}
		known := make([]string, len(table))
		for i, f := range table {
			known[i] = f.key
		}
		r.fail(p.key.pos, hintOr(key, "known", known), "unknown key %q in %s", key, what)
	}
	return true
}

// named reads a mapping of named objects.
func (r *reader) named(one func(key, v *node)) setter {
	return func(key string, v *node) {
		if v.kind != mapping && !v.null {
			r.fail(v.pos, "write {NAME: ...}", "%s must be a mapping, not %s", key, v.kind)
			return
		}
		for _, p := range v.pairs {
			one(p.key, p.value)
		}
	}
}

// each reads a list, or a lone value that stands for a list of one.
func (r *reader) each(one func(v *node)) setter {
	return func(key string, v *node) {
		if v.kind == mapping {
			r.fail(v.pos, "write [...]", "%s must be a list, not a mapping", key)
			return
		}
		for _, item := range v.elements() {
			one(item)
		}
	}
}

// view refuses the key view of pools and entries, unless views as a whole were
// refused already.
func (r *reader) view() refusal {
	if r.views {
		return refusal{key: "view"}
	}
	return refusal{"view", "view is not built yet", "leave it out"}
}

// scalar returns the text of a plain value; ok is false, and the error noted,
// if it is a list, a mapping or nothing.
func (r *reader) scalar(key string, v *node) (text string, ok bool) {
	switch {
	case v.kind != scalar:
		r.fail(v.pos, "", "%s must be a plain value, not %s", key, v.kind)
	case v.null || v.text == "":
		r.fail(v.pos, "leave the key out for the default", "%s has no value", key)
	default:
		return v.text, true
	}
	return "", false
}

// absolute resolves a path against the folder of the file that says it.
func absolute(at Pos, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	folder, err := filepath.Abs(filepath.Dir(at.File))
	if err != nil {
		// The working folder is gone; the path stays as said, and whoever
		// opens it says so.
		return filepath.Clean(path)
	}
	return filepath.Join(folder, path)
}

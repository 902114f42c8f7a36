package config

import "path/filepath"

// reader turns a tree into a Config. It reads the whole tree, whatever is
// wrong with parts of it, so that all errors come at once. It is used once.
type reader struct {
	report
	// views is set if the tree has views: they are refused as a whole, and
	// view keys elsewhere are then no news.
	views bool
}

// setter reads the value of a key into the place that it was made for.
type setter func(key string, v *node)

// field is a key of a mapping and what reads its value.
type field struct {
	key string
	set setter
}

// fields reads a mapping by the table of its keys. what names the mapping in
// errors, such as "a pool". It returns false if n is no mapping.
func (r *reader) fields(n *node, what string, table []field) bool {
	if n.kind != mapping && !n.null {
		r.fail(n.pos, "", "%s must be a mapping, not %s", what, n.kind)
		return false
	}
	for _, p := range n.pairs {
		set := setter(nil)
		known := make([]string, 0, len(table))
		for _, f := range table {
			known = append(known, f.key)
			if f.key == p.key.text {
				set = f.set
			}
		}
		if set == nil {
			r.fail(p.key.pos, hintOr(p.key.text, "known", known), "unknown key %q in %s", p.key.text, what)
			continue
		}
		set(p.key.text, p.value)
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

// later is the setter of a key that is reserved.
func (r *reader) later(at *node, hint string) setter {
	return func(key string, v *node) {
		pos := v.pos
		for _, p := range at.pairs {
			if p.key.text == key {
				pos = p.key.pos
			}
		}
		verb := "is"
		if key == "views" {
			verb = "are"
		}
		r.fail(pos, hint, "%s %s not built yet", key, verb)
	}
}

// view is the setter of the reserved key view in pools and entries.
func (r *reader) view(at *node) setter {
	if r.views {
		return func(string, *node) {}
	}
	return r.later(at, "leave it out")
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

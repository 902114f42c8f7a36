package config

import "slices"

// merger joins the trees of several files. Lists append in the order of the
// files, mappings of named objects join by name; everything else may be said
// in one file only.
type merger struct {
	*report
	join, append []string
}

// newMerger knows which paths of the tree join and which append; any other path
// is for one file.
func newMerger(r *report) merger {
	return merger{
		report: r,
		// Mappings that join by name, by their path from the top.
		join: []string{
			"", "sites", "areas", "pools", "services", "groups",
			"geo", "geo.networks", "geo.prefer", "probe", "probe.via",
		},
		// Lists that append.
		append: []string{"listen", "zones", "steer"},
	}
}

// merge returns one value for two of the same key; neither is changed, since
// aliases may share them.
func (m merger) merge(path string, a, b pair) *node {
	join, adds := slices.Contains(m.join, path), slices.Contains(m.append, path)
	switch {
	case (join || adds) && a.value.null:
		return b.value
	case (join || adds) && b.value.null:
		return a.value
	case adds:
		joined := *a.value
		joined.kind, joined.text = list, ""
		joined.items = slices.Concat(a.value.elements(), b.value.elements())
		return &joined
	case join && a.value.kind == mapping && b.value.kind == mapping:
		return m.pairs(path, a.value, b.value)
	}
	m.fail(b.key.pos, "first at "+a.key.pos.String(), "key %q is said in two files", b.key.text)
	return a.value
}

// pairs joins two mappings by key.
func (m merger) pairs(path string, a, b *node) *node {
	joined := *a
	joined.pairs = slices.Clone(a.pairs)
	index := make(map[string]int, len(a.pairs))
	for i, p := range a.pairs {
		index[p.key.text] = i
	}
	for _, p := range b.pairs {
		i, both := index[p.key.text]
		if !both {
			joined.pairs = append(joined.pairs, p)
			continue
		}
		below := p.key.text
		if path != "" {
			below = path + "." + below
		}
		joined.pairs[i].value = m.merge(below, joined.pairs[i], p)
	}
	return &joined
}

// elements are the items of a list; a lone value stands for a list of one.
func (n *node) elements() []*node {
	switch {
	case n.kind == list:
		return n.items
	case n.null:
		return nil
	}
	return []*node{n}
}

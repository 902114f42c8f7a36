package config

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// build makes the tree of one YAML node. It never returns nil.
func (b *builder) build(y *yaml.Node, depth int) *node {
	pos := Pos{b.file, y.Line, y.Column}
	n := &node{null: true, pos: pos, size: 1}
	if b.refused {
		return n
	}
	if depth > maxDepth {
		b.refuse(pos, "more than 64 lists and mappings inside each other")
		return n
	}
	if y.Kind == yaml.AliasNode {
		return b.alias(y, n)
	}
	if y.Style&yaml.TaggedStyle != 0 {
		b.fail(pos, "leave it out", "tag %s means nothing here", y.ShortTag())
	}
	if y.Anchor != "" {
		b.built[y] = nil
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n.text = y.Value
		n.null = y.ShortTag() == "!!null" && y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0
	case yaml.SequenceNode:
		n.kind, n.null = list, false
		for _, item := range y.Content {
			n.items = append(n.items, b.build(item, depth+1))
		}
	case yaml.MappingNode:
		n.kind, n.null = mapping, false
		b.mapping(n, y, depth)
	}
	for _, item := range n.items {
		n.size += item.size
	}
	for _, p := range n.pairs {
		n.size += 1 + p.value.size
	}
	if y.Anchor != "" {
		b.built[y] = n
	}
	return n
}

// alias returns the node that an alias repeats, and counts what that costs
// those who walk the tree. Three lines of aliases of aliases can otherwise
// stand for a billion nodes.
func (b *builder) alias(y *yaml.Node, empty *node) *node {
	n := b.built[y.Alias]
	if n == nil {
		b.refuse(empty.pos, "alias *"+y.Value+" stands inside what it repeats")
		return empty
	}
	b.aliased += n.size
	if b.aliased > MaxAliased {
		b.refuse(empty.pos, "aliases repeat more than 100000 values")
		return empty
	}
	return n
}

// refuse stops the reading of a file that passes a bound, with one error: what
// follows would only repeat it.
func (b *builder) refuse(at Pos, problem string) {
	b.refused = true
	b.fail(at, "", "%s", problem)
}

// mapping builds the pairs of a mapping: its own keys first, then those of
// merge keys (<<) that it does not have.
func (b *builder) mapping(n *node, y *yaml.Node, depth int) {
	var merged []*node
	seen := map[string]Pos{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.Kind == yaml.AliasNode && k.Alias != nil {
			k = k.Alias
		}
		pos := Pos{b.file, y.Content[i].Line, y.Content[i].Column}
		value := b.build(v, depth+1)
		switch {
		case k.Kind != yaml.ScalarNode:
			b.fail(pos, "", "a key must be a plain word")
		case k.ShortTag() == "!!merge":
			merged = append(merged, value)
		case strings.HasPrefix(k.Value, "x-"):
			// Ignored, but built: anchors live here.
		default:
			if first, twice := seen[k.Value]; twice {
				b.fail(pos, "first at "+first.String(), "key %q is said twice", k.Value)
				continue
			}
			seen[k.Value] = pos
			n.pairs = append(n.pairs, pair{&node{text: k.Value, pos: pos, size: 1}, value})
		}
	}
	for _, m := range merged {
		b.merge(n, m, seen)
	}
}

// merge adds the pairs of a merge key's value, a mapping or a list of them,
// for keys that are not there yet: the nearest to the mapping wins.
func (b *builder) merge(n, from *node, seen map[string]Pos) {
	switch from.kind {
	case list:
		for _, m := range from.items {
			if m.kind == list {
				b.fail(m.pos, "", "<< takes mappings, not a list in a list")
				continue
			}
			b.merge(n, m, seen)
		}
	case mapping:
		for _, p := range from.pairs {
			if _, own := seen[p.key.text]; !own {
				seen[p.key.text] = p.key.pos
				n.pairs = append(n.pairs, p)
			}
		}
	default:
		b.fail(from.pos, "", "<< takes a mapping or a list of mappings")
	}
}

package config

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Bounds of one file. They are far above any configuration that a person or a
// generator writes, and keep a hostile text from costing more than its length.
const (
	MaxText    = 16 << 20 // bytes of one file
	MaxAliased = 100_000  // nodes that all aliases of a file repeat, together
	maxDepth   = 64       // mappings and lists inside each other
)

// kind is what a node is in YAML's terms.
type kind uint8

const (
	scalar kind = iota
	list
	mapping
)

// String is how errors call the kind.
func (k kind) String() string {
	return [...]string{"a plain value", "a list", "a mapping"}[k]
}

// node is one value of the tree, immutable once built. Aliases share the node
// that they repeat, so the tree is a graph without cycles.
type node struct {
	kind  kind
	null  bool   // nothing was written: a scalar that also stands for an empty list or mapping
	text  string // of a scalar
	items []*node
	pairs []pair // keys are scalars, each one once, none of them x-*
	pos   Pos
	size  int // nodes in it, itself and repeated ones included
}

// pair is one key of a mapping and its value.
type pair struct{ key, value *node }

// get returns the value of a key, nil if there is none.
func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}

// builder turns a parsed YAML document into a tree. It is used once.
type builder struct {
	*report
	file    string
	built   map[*yaml.Node]*node // values with an anchor; nil while they are being built
	aliased int
	refused bool // a bound was passed: nothing more is read
}

// parseTree reads one file's text. It returns nil if the text is no YAML at
// all; what is wrong is in the report.
func parseTree(r *report, file string, text []byte) *node {
	if !checkText(r, file, text) {
		return nil
	}
	docs, err := documents(text)
	switch {
	case err != nil:
		r.errs = append(r.errs, syntaxError(file, text, err))
		return nil
	case len(docs) == 0:
		return &node{null: true, pos: Pos{file, 1, 1}}
	case len(docs) > 1:
		r.fail(Pos{file, docs[1].Line, docs[1].Column}, "give them as two files", "a second document in one file")
		return nil
	}
	b := builder{report: r, file: file, built: map[*yaml.Node]*node{}}
	n := b.build(docs[0], 0)
	if b.refused {
		return nil
	}
	return n
}

// documents reads the first documents of a text, two at most: the second is an
// error, and its place is all that anybody wants of it.
func documents(text []byte) (docs []*yaml.Node, err error) {
	// A byte order mark would become part of the first key.
	loader, err := yaml.NewLoader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	for err == nil && len(docs) < 2 {
		var doc yaml.Node
		if err = loader.Load(&doc); err == nil && len(doc.Content) > 0 {
			docs = append(docs, doc.Content[0])
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return docs, err
}

// checkText refuses what is no text before the YAML reader, which knows no
// position for it, does.
func checkText(r *report, file string, text []byte) bool {
	if len(text) > MaxText {
		r.fail(Pos{File: file}, "", "longer than %d MiB", MaxText>>20)
		return false
	}
	line, col := 1, 1
	for rest := text; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && n == 1:
			r.fail(Pos{file, line, col}, "save the file as UTF-8", "not UTF-8 text")
			return false
		case c < ' ' && c != '\n' && c != '\r' && c != '\t', c == 0x7f:
			r.fail(Pos{file, line, col}, "", "control character U+%04X", c)
			return false
		case c == '\n':
			line, col = line+1, 0
		}
		rest, col = rest[n:], col+1
	}
	return true
}

// syntaxError says what the YAML reader did not understand, in our form.
func syntaxError(file string, text []byte, err error) Error {
	e := Error{Pos: Pos{File: file}, Problem: "not YAML: " + err.Error()}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return e
	}
	e.Pos.Line, e.Pos.Col = le.Mark.Line, le.Mark.Column
	e.Problem = "not YAML: " + strings.TrimPrefix(le.Message, "yaml: ")
	if lines := strings.Split(string(text), "\n"); e.Pos.Line > 0 && e.Pos.Line <= len(lines) {
		line := lines[e.Pos.Line-1]
		if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
			e.Problem, e.Hint = "a tab in the indent", "YAML indents by spaces"
			return e
		}
	}
	if le.ContextMsg != "" {
		e.Hint = le.ContextMsg
		if c := le.ContextMark; c.Line > 0 && c != le.Mark {
			e.Hint += " that starts at " + Pos{file, c.Line, c.Column}.String()
		}
	}
	return e
}

package mutants

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// place is one change that can be made to one file. A value.
type place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Func   string `json:"func"` // "" outside of functions
	Kind   kind   `json:"kind"`
	Before string `json:"before"` // the line, without its indentation
	After  string `json:"after"`

	stretch  *stretch
	from, to int    // octets of the file that are replaced
	text     string // by this
}

// apply is the file with the change.
func (p *place) apply(file []byte) []byte {
	return bytes.Join([][]byte{file[:p.from], []byte(p.text), file[p.to:]}, nil)
}

// surveyor walks one file. It belongs to one goroutine.
type surveyor struct {
	file    string
	text    []byte
	fset    *token.FileSet
	stretch *stretch
	inside  string // the function
	found   []place
}

// placesOf lists the places of one file.
func placesOf(file string, text []byte, s *stretch) ([]place, error) {
	w := &surveyor{file: file, text: text, fset: token.NewFileSet(), stretch: s}
	tree, err := parser.ParseFile(w.fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if !s.answers(d) || d.Body == nil || d.Name.Name == "String" {
				continue // what is only printed answers nothing
			}
			w.inside = d.Name.Name
			ast.Inspect(d.Body, w.visit)
		case *ast.GenDecl:
			if d.Tok == token.CONST && s.receivers == nil {
				w.inside = ""
				ast.Inspect(d, w.visit)
			}
		}
	}
	return w.found, nil
}

// add notes a change of the source between two positions.
func (w *surveyor) add(k kind, from, to token.Pos, text string) {
	p := place{
		File: w.file, Func: w.inside, Kind: k, stretch: w.stretch,
		from: w.fset.Position(from).Offset, to: w.fset.Position(to).Offset, text: text,
		Line: w.fset.Position(from).Line,
	}
	p.Before = lineOf(w.text, p.Line)
	p.After = lineOf(p.apply(w.text), p.Line)
	w.found = append(w.found, p)
}

// lineOf is a line of a text, without its indentation.
func lineOf(text []byte, line int) string {
	for range line - 1 {
		text = text[bytes.IndexByte(text, '\n')+1:]
	}
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return strings.TrimSpace(string(text))
}

// source is the text of a node.
func (w *surveyor) source(n ast.Node) string {
	return string(w.text[w.fset.Position(n.Pos()).Offset:w.fset.Position(n.End()).Offset])
}

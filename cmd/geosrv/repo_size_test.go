package main

import (
	"fmt"
	"go/ast"
)

// The bars: a file holds one concept, a function fits a screen.
const (
	maxFileLines     = 299
	maxFunctionLines = 50
)

// sizes checks files, tests too, and functions that ship.
func sizes(r *repository) (problems []string) {
	for _, s := range r.files {
		if s.lines > maxFileLines {
			problems = append(problems, fmt.Sprintf("%s has %d lines, more than %d (one concept per file)", s.path, s.lines, maxFileLines))
		}
		if s.test {
			continue
		}
		for _, d := range s.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if lines := r.lines(f); lines > maxFunctionLines {
				problems = append(problems, fmt.Sprintf("%s: %s has %d lines, more than %d", r.place(s, f.Name), f.Name, lines, maxFunctionLines))
			}
		}
	}
	return problems
}

// lines is how many lines a function has, its doc comment left out.
func (r *repository) lines(f *ast.FuncDecl) int {
	return r.fset.Position(f.Body.End()).Line - r.fset.Position(f.Type.Pos()).Line + 1
}

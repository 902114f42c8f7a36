package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// packageDocs wants one package comment for each package, in one file.
func packageDocs(r *repository) (problems []string) {
	docs := map[string][]string{}
	for _, s := range r.files {
		if s.test {
			continue
		}
		if s.Doc != nil {
			docs[s.dir] = append(docs[s.dir], s.path)
		} else if docs[s.dir] == nil {
			docs[s.dir] = []string{}
		}
	}
	for dir, in := range docs {
		switch {
		case len(in) == 0:
			problems = append(problems, fmt.Sprintf("package %s has no doc comment", dir))
		case len(in) > 1:
			problems = append(problems, fmt.Sprintf("package %s has doc comments in %s", dir, strings.Join(in, ", ")))
		}
	}
	slices.Sort(problems)
	return problems
}

// exportedDocs wants a comment for every exported name at package level and
// every exported method of an exported type.
func exportedDocs(r *repository) (problems []string) {
	for _, s := range r.files {
		if s.test {
			continue
		}
		for _, d := range s.Decls {
			for _, name := range undocumented(d) {
				problems = append(problems, fmt.Sprintf("%s: %s is not documented", r.place(s, name), name))
			}
		}
	}
	return problems
}

// undocumented lists the exported names of a declaration that have no comment.
func undocumented(d ast.Decl) (names []*ast.Ident) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && ast.IsExported(receiver(d)) {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		if d.Tok == token.IMPORT {
			return nil
		}
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(d, spec)...)
		}
	}
	return names
}

// undocumentedSpec: a comment above the group speaks for constants and
// variables, never for types.
func undocumentedSpec(d *ast.GenDecl, spec ast.Spec) (names []*ast.Ident) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		single := d.Doc != nil && len(d.Specs) == 1
		if spec.Name.IsExported() && spec.Doc == nil && spec.Comment == nil && !single {
			names = append(names, spec.Name)
		}
	case *ast.ValueSpec:
		if spec.Doc != nil || spec.Comment != nil || d.Doc != nil {
			return nil
		}
		for _, name := range spec.Names {
			if name.IsExported() {
				names = append(names, name)
			}
		}
	}
	return names
}

// receiver is the type that a method belongs to; a function counts as exported
// by its own name.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.IndexListExpr:
			t = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}

package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// variables are the package-level variables that are allowed, each with its
// reason. Sentinel errors, embedded files and "var _ I = T{}" need none.
func variables() map[string]string {
	return map[string]string{
		"server/config.update": "a test's flag, which the testing package wants there",
		"server/roster.None":   "a constant struct in all but name: Go has none",
	}
}

// noInit: what runs before main runs cannot be tested, ordered or left out.
func noInit(r *repository) (problems []string) {
	for _, s := range r.files {
		for _, d := range s.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				problems = append(problems, fmt.Sprintf("%s: an init function (use a constructor)", r.place(s, f)))
			}
		}
	}
	return problems
}

// noVariables: state belongs to values that somebody made.
func noVariables(r *repository) (problems []string) {
	unused := maps.Clone(variables())
	for _, s := range r.files {
		for _, d := range s.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				for _, name := range mutable(g, spec.(*ast.ValueSpec)) {
					key := s.dir + "." + name
					if _, excused := variables()[key]; excused {
						delete(unused, key)
						continue
					}
					problems = append(problems, fmt.Sprintf("%s: the package-level variable %s (use a constructor, or a function for a table)", r.place(s, spec), name))
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(unused)) {
		problems = append(problems, "no variable "+key+" any more: take it out of variables()")
	}
	return problems
}

// mutable lists the names of a declaration that could be state.
func mutable(g *ast.GenDecl, spec *ast.ValueSpec) (names []string) {
	if embedded(g.Doc) || embedded(spec.Doc) {
		return nil
	}
	for i, name := range spec.Names {
		if name.Name != "_" && !(i < len(spec.Values) && sentinel(spec.Values[i])) {
			names = append(names, name.Name)
		}
	}
	return names
}

// sentinel reports whether a value is errors.New(...).
func sentinel(v ast.Expr) bool {
	call, ok := v.(*ast.CallExpr)
	return ok && selects(call.Fun, "errors", "New")
}

// embedded reports whether a comment holds a go:embed directive: the compiler
// fills such a variable.
func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

// noSleeps: a test waits for what it waits for. Inside a bubble of
// testing/synctest time is not real, so files that use it may sleep.
func noSleeps(r *repository) (problems []string) {
	for _, s := range r.files {
		if !s.test || imports(s, "testing/synctest") {
			continue
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && selects(call.Fun, "time", "Sleep") {
				problems = append(problems, fmt.Sprintf("%s: a test that sleeps (wait for the event, or use testing/synctest)", r.place(s, n)))
			}
			return true
		})
	}
	return problems
}

// selects reports whether an expression is PACKAGE.NAME.
func selects(e ast.Expr, pkg, name string) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == pkg
}

func imports(s *source, name string) bool {
	return slices.ContainsFunc(s.Imports, func(spec *ast.ImportSpec) bool {
		p, err := strconv.Unquote(spec.Path.Value)
		return err == nil && p == name
	})
}

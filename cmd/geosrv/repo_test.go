package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestRepository checks the rules that the repository keeps about itself. Each
// rule has a file of its own beside this one and tells every breach at once.
func TestRepository(t *testing.T) {
	r := readRepository(t)
	rules := []struct {
		name  string
		check func(*repository) []string
	}{
		{"layout", layout},
		{"import directions", importDirections},
		{"packages have a doc comment", packageDocs},
		{"exported names are documented", exportedDocs},
		{"files and functions fit", sizes},
		{"package names", packageNames},
		{"no init functions", noInit},
		{"no package-level variables", noVariables},
		{"no sleeps in tests", noSleeps},
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, problem := range rule.check(r) {
				t.Error(problem)
			}
		})
	}
}

// root is the folder of go.mod, seen from this package.
const root = "../.."

// repository is every Go file below the root, parsed.
type repository struct {
	fset  *token.FileSet
	files []*source
	top   []string // names at the top level
}

// source is one Go file.
type source struct {
	*ast.File
	path  string // from the root, with slashes
	dir   string // its folder from the root
	lines int
	test  bool
}

// place is "file:line" of a node, from the root.
func (r *repository) place(s *source, n ast.Node) string {
	pos := r.fset.Position(n.Pos())
	pos.Filename, pos.Column = s.path, 0
	return pos.String()
}

func readRepository(t *testing.T) *repository {
	t.Helper()
	r := &repository{fset: token.NewFileSet()}
	err := filepath.WalkDir(root, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, at)
		if err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		if !strings.Contains(rel, "/") {
			r.top = append(r.top, rel)
		}
		switch {
		case e.IsDir() && (strings.HasPrefix(e.Name(), ".") || e.Name() == "testdata"):
			return filepath.SkipDir
		case !e.IsDir() && strings.HasSuffix(rel, ".go"):
			return r.parse(at, rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.files) < 100 {
		t.Fatalf("only %d Go files below %s: is that the root?", len(r.files), root)
	}
	return r
}

func (r *repository) parse(at, rel string) error {
	text, err := os.ReadFile(at)
	if err != nil {
		return err
	}
	f, err := parser.ParseFile(r.fset, at, text, parser.ParseComments)
	if err != nil {
		return err
	}
	r.files = append(r.files, &source{
		File: f, path: rel, dir: path.Dir(rel),
		lines: bytes.Count(text, []byte("\n")), test: strings.HasSuffix(rel, "_test.go"),
	})
	return nil
}

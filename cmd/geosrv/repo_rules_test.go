package main

import (
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"
)

// TestRules breaks each rule on purpose: a rule that finds nothing checks
// nothing.
func TestRules(t *testing.T) {
	long := strings.Repeat("\n", 300)
	cases := []struct {
		name  string
		check func(*repository) []string
		path  string
		text  string
		want  string // "" if the file is good
	}{
		{"direction", importDirections, "geo/a.go", "package geo\nimport _ \"geosrv/zones\"\n", "geo/a.go:2: geo must not import zones"},
		{"direction of a test", importDirections, "geo/a_test.go", "package geo_test\nimport _ \"geosrv/geo\"\n", ""},
		{"direction of cmd", importDirections, "cmd/geosrv/a.go", "package main\nimport _ \"geosrv/server/wire\"\n", ""},
		{"new package", importDirections, "server/new/a.go", "package new\n", "server/new/a.go: the package server/new stands in no direction (add it to directions())"},
		{"package doc", packageDocs, "geo/a.go", "package geo\n", "package geo has no doc comment"},
		{"exported", exportedDocs, "geo/a.go", "package geo\nfunc A() {}\n", "geo/a.go:2: A is not documented"},
		{"exported method", exportedDocs, "geo/a.go", "package geo\nfunc (t *T[K]) A() {}\n", "geo/a.go:2: A is not documented"},
		{"method of our own", exportedDocs, "geo/a.go", "package geo\nfunc (t *t) A() {}\n", ""},
		{"documented", exportedDocs, "geo/a.go", "package geo\n// A does.\nfunc A() {}\nconst (\n\tB = 1 // one\n)\n", ""},
		{"types in a group", exportedDocs, "geo/a.go", "package geo\n// Both.\ntype (\n\tA int\n\tB int // of its own\n)\n", "geo/a.go:4: A is not documented"},
		{"long file", sizes, "geo/a_test.go", "package geo" + long, "geo/a_test.go has 300 lines, more than 299 (one concept per file)"},
		{"long function", sizes, "geo/a.go", "package geo\nfunc a() {" + long[:50] + "}\n", "geo/a.go:2: a has 51 lines, more than 50"},
		{"long function of a test", sizes, "geo/a_test.go", "package geo\nfunc a() {" + long[:50] + "}\n", ""},
		{"name", packageNames, "server/util/a.go", "package util\n", "server/util/a.go: a package called util says nothing of what it is for"},
		{"init", noInit, "geo/a.go", "package geo\nfunc init() {}\n", "geo/a.go:2: an init function (use a constructor)"},
		{"sleep", noSleeps, "geo/a_test.go", "package geo\nfunc a() { time.Sleep(1) }\n", "geo/a_test.go:2: a test that sleeps (wait for the event, or use testing/synctest)"},
		{"sleep in a bubble", noSleeps, "geo/a_test.go", "package geo\nimport \"testing/synctest\"\nfunc a() { time.Sleep(1) }\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(c.check(oneFile(t, c.path, c.text)), "\n")
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestVariablesRule breaks the rule about state. It also tells, as it should,
// that the excused variables are not in the file.
func TestVariablesRule(t *testing.T) {
	r := oneFile(t, "geo/a.go", `package geo
var ErrA = errors.New("a")
var _ I = T{}
//go:embed a.txt
var text string
var cache = map[string]int{}
`)
	const want = "geo/a.go:6: the package-level variable cache (use a constructor, or a function for a table)"
	got := noVariables(r)
	if len(got) != 1+len(variables()) || got[0] != want {
		t.Errorf("got\n%s\nwant first\n%s", strings.Join(got, "\n"), want)
	}
}

// TestLayoutRule breaks the rule about the top level.
func TestLayoutRule(t *testing.T) {
	got := layout(&repository{top: []string{".ci", "README.md", "geo", "geosrv", "a.test", "docs"}})
	if len(got) != 1 || got[0] != "docs does not belong to the top level" {
		t.Error(got)
	}
}

// oneFile is a repository of one file.
func oneFile(t *testing.T, name, text string) *repository {
	t.Helper()
	r := &repository{fset: token.NewFileSet()}
	f, err := parser.ParseFile(r.fset, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	r.files = []*source{{
		File: f, path: name, dir: path.Dir(name), lines: strings.Count(text, "\n"), test: strings.HasSuffix(name, "_test.go"),
	}}
	return r
}

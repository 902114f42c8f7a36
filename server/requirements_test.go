package server

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// requirements is how many there are.
const requirements = 51

// TestRequirements holds the table of testdata/requirements.md against what is
// there: each requirement has one row, and each row names scenarios and tests
// that exist and prove something, or says why there is none.
func TestRequirements(t *testing.T) {
	text, err := os.ReadFile("testdata/requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| REQ-") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 3 || len(strings.Fields(cells[1])) < 3 {
			t.Errorf("want id, what it asks, and proof: %s", line)
			continue
		}
		if rows[cells[0]] {
			t.Errorf("%s has two rows", cells[0])
		}
		rows[cells[0]] = true
		for _, proof := range strings.Split(cells[2], "; ") {
			if err := proves(proof); err != nil {
				t.Errorf("%s: %s: %v", cells[0], proof, err)
			}
		}
	}
	for n := range requirements {
		id := fmt.Sprintf("REQ-%d", n+1)
		if !rows[id] {
			t.Errorf("%s has no row", id)
		}
		delete(rows, id)
	}
	for id := range rows {
		t.Errorf("%s is none of the requirements", id)
	}
}

// TestProofs: what is no proof is refused.
func TestProofs(t *testing.T) {
	for proof, want := range map[string]string{
		"scenario t6":                             "",
		"server/requirements_test.go TestProofs":  "",
		"declined: nobody wants an empty answer":  "",
		"scenario t8":                             "no such file",
		"server/requirements_test.go TestNot":     "has no TestNot",
		"server/requirements_test.go requirement": "is no proof",
		"waits: later":                            "say why",
		"surely":                                  "is no proof",
	} {
		err := proves(proof)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", proof, err, want)
		}
	}
}

// proves checks one entry of the last column.
func proves(proof string) error {
	kind, rest, _ := strings.Cut(proof, " ")
	switch {
	case kind == "declined:" || kind == "waits:":
		if len(strings.Fields(rest)) < 4 {
			return fmt.Errorf("say why")
		}
		return nil
	case kind == "scenario":
		return tells(filepath.Join("testdata/scenario", rest+".txtar"))
	case strings.HasSuffix(kind, "_test.go") && strings.HasPrefix(rest, "Test"):
		return tests(filepath.Join("..", kind), rest)
	}
	return fmt.Errorf("is no proof: scenario NAME, FILE TestName, declined: WHY or waits: WHY")
}

// tells checks that a scenario asks for something and says what must come.
func tells(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !regexp.MustCompile(`(?m)^ask .*\n>`).Match(text) {
		return fmt.Errorf("asks for nothing")
	}
	return nil
}

// tests checks that a file has a test that does something and can fail: it calls
// something with its t.
func tests(path, name string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != name {
			continue
		}
		uses := 0
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "t" {
				uses++
			}
			return true
		})
		if len(f.Body.List) == 0 || uses == 0 {
			return fmt.Errorf("%s proves nothing", name)
		}
		return nil
	}
	return fmt.Errorf("%s has no %s", path, name)
}

package health

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestDiagramIsTheTable renders the state machine that the code uses and
// looks for it in the package's documentation.
func TestDiagramIsTheTable(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var diagram strings.Builder
	for line := range strings.Lines(file.Doc.Text()) {
		if strings.HasPrefix(line, "\t") {
			diagram.WriteString(line)
		}
	}
	var table strings.Builder
	for _, row := range transitions() {
		fmt.Fprintf(&table, "\t%-8s %-50s -> %s\n", row.from, row.on.String()+row.when.String(), row.to)
	}
	if diagram.String() != table.String() {
		t.Errorf("doc.go shows\n%sbut the code does\n%s", &diagram, &table)
	}
}

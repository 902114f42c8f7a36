package lint

import (
	"bytes"
	"os"
	"strings"

	"geosrv/server/config"
	"geosrv/zones"
)

// Bounds of the search for the other records of a set below its first one, in
// lines: for one name, and for all of a file, of which every record may be told.
const (
	searched = 200
	patience = 100_000
)

// locator finds columns in zone files, which a zone does not keep. It holds the
// lines of the last file that was asked for.
type locator struct {
	file  string
	lines [][]byte
	left  int // lines that may still be searched
}

// find is where a name stands: that in the RDATA of a set whose first record is
// on a line, or, if at is "", the owner of the set. If it cannot be found, as in
// a $GENERATE, it is where the line begins.
func (t *locator) find(file string, line int, owner, at zones.Name) config.Pos {
	if t.file != file {
		t.file, t.lines, t.left = file, nil, patience
		if text, err := os.ReadFile(file); err == nil {
			t.lines = bytes.Split(text, []byte("\n"))
		}
	}
	pos := config.Pos{File: file, Line: line, Col: 1}
	if line < 1 || line > len(t.lines) {
		return pos
	}
	first := string(t.lines[line-1])
	pos.Col = 1 + len(first) - len(strings.TrimLeft(first, " \t"))
	if at == "" {
		if col, ok := column(first, owner, 0); ok {
			pos.Col = col
		}
		return pos
	}
	for i := line; i <= min(line+min(searched, t.left), len(t.lines)); i++ {
		if i > line {
			t.left--
		}
		// An owner stands at the start of a line; what is sought stands behind it.
		if col, ok := column(string(t.lines[i-1]), at, 1); ok {
			pos.Line, pos.Col = i, col
			return pos
		}
	}
	return pos
}

// column is where a name stands in a line, from 1, as it is or relative to any
// origin, from a column of the line on.
func column(text string, n zones.Name, from int) (col int, ok bool) {
	name := n.Text()
	for start := 0; start < len(text); {
		if text[start] == ' ' || text[start] == '\t' {
			start++
			continue
		}
		if text[start] == ';' {
			return 0, false
		}
		end := start + len(text[start:])
		if i := strings.IndexAny(text[start:], " \t\r;"); i > 0 {
			end = start + i
		}
		word := strings.ToLower(text[start:end])
		absolute, dotted := strings.CutSuffix(word, ".")
		if start >= from && (dotted && absolute == name || !dotted && (word == name || strings.HasPrefix(name, word+"."))) {
			return start + 1, true
		}
		start = end
	}
	return 0, false
}

package mutants

import (
	"bufio"
	_ "embed"
	"fmt"
	"strings"
)

// explanations is the text of explained.txt.
//
//go:embed explained.txt
var explanations string

// explanation says why a mutant makes no difference. Its place is known by its
// text, not by its line: lines move.
type explanation struct {
	line                 int // of explained.txt
	file, inside         string
	before, after, words string
}

// explains reports whether the explanation is that of a place.
func (e *explanation) explains(p *place) bool {
	return e.file == p.File && e.inside == p.Func && e.before == p.Before && e.after == p.After
}

// readExplained reads a text of blocks between blank lines: file and function,
// the line before behind "- ", after behind "+ ", and why. Lines that begin
// with # are comments.
func readExplained(text string) (all []explanation, err error) {
	var e explanation
	var number int
	for lines := bufio.NewScanner(strings.NewReader(text + "\n\n")); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		number++
		before, isBefore := strings.CutPrefix(line, "- ")
		after, isAfter := strings.CutPrefix(line, "+ ")
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "" && e.file == "":
		case line == "":
			if e.before == "" || e.after == "" || e.words == "" {
				return nil, fmt.Errorf("explained.txt:%d: a block without before, after or why", e.line)
			}
			all, e = append(all, e), explanation{}
		case e.file == "":
			e.line = number
			e.file, e.inside, _ = strings.Cut(line, " ")
		case isBefore && e.before == "":
			e.before = before
		case isAfter && e.after == "":
			e.after = after
		default:
			e.words = strings.TrimSpace(e.words + " " + line)
		}
	}
	return all, nil
}

// why is the explanation of a place, "" for none.
func why(all []explanation, p *place) string {
	for i := range all {
		if all[i].explains(p) {
			return all[i].words
		}
	}
	return ""
}

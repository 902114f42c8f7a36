package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"geosrv/server/load"
)

// TestReadme keeps the README true. Its fenced blocks with a file name are
// written to a folder; every configuration is loaded; every console block is
// run, in order, and all that it prints is compared. A comment such as
//
//	<!-- kill 192.0.2.11 192.0.2.12 -->
//
// makes exactly these addresses refuse from there on.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts := readParts(t, string(text))
	dir := t.TempDir()
	for _, p := range parts {
		if p.name != "" {
			write(t, filepath.Join(dir, p.name), strings.Join(p.lines, "\n")+"\n")
		}
	}
	for _, p := range parts {
		if p.kind == "yaml" {
			t.Run(p.name, func(t *testing.T) { loadExample(t, dir, p) })
		}
	}
	t.Chdir(dir)
	r := &reader{t: t, edges: newSimulated()}
	defer r.stop()
	for _, p := range parts {
		switch p.kind {
		case "kill":
			r.edges.kill(p.lines...)
		case "console":
			r.console(p)
		}
	}
	if r.ran < 10 {
		t.Errorf("only %d commands were found in the README", r.ran)
	}
}

// loadExample loads a configuration of the README: alone if it has zones, else
// behind geosrv.yaml.
func loadExample(t *testing.T, dir string, p part) {
	files := []string{filepath.Join(dir, p.name)}
	if !strings.Contains(strings.Join(p.lines, "\n"), "\nzones:") {
		files = []string{filepath.Join(dir, "geosrv.yaml"), files[0]}
	}
	if _, err := load.New(quiet(), files...).Load(); err != nil {
		t.Errorf("README.md:%d: %v", p.line, err)
	}
}

// part is a fenced block, or a comment for the test.
type part struct {
	kind  string // yaml, zone, text, console, kill, or "" for other blocks
	name  string // of the file that the block is
	file  string // that the block stands in
	line  int    // of the first of lines in that file
	lines []string
}

// readParts finds the blocks and comments of the README, in order. Blocks of
// yaml and zone without a file name are an error: nobody would load them.
func readParts(t *testing.T, text string) (parts []part) {
	t.Helper()
	inside := false
	for i, line := range strings.Split(text, "\n") {
		info, fence := strings.CutPrefix(line, "```")
		comment, isComment := strings.CutPrefix(line, "<!-- kill")
		switch {
		case fence && inside:
			inside = false
		case fence:
			inside = true
			p := part{file: "README.md", line: i + 2}
			if words := strings.Fields(info); len(words) > 0 {
				p.kind, p.name = words[0], strings.Join(words[1:], " ")
			}
			if (p.kind == "yaml" || p.kind == "zone") && p.name == "" {
				t.Errorf("README.md:%d: a %s block without a file name", i+1, p.kind)
			}
			parts = append(parts, p)
		case inside:
			parts[len(parts)-1].lines = append(parts[len(parts)-1].lines, line)
		case isComment:
			parts = append(parts, part{kind: "kill", file: "README.md", line: i + 1, lines: strings.Fields(strings.TrimSuffix(comment, "-->"))})
		}
	}
	return parts
}

// command is a line of a console block that starts with "$ ", and what it
// printed.
type command struct {
	line  int
	words []string
	want  []string
}

// commands takes a console block apart. A backslash at the end of a line goes on
// with the next.
func (p part) commands() (all []command, err error) {
	more := false
	for i, line := range p.lines {
		words, is := strings.CutPrefix(line, "$ ")
		switch {
		case is:
			all = append(all, command{line: p.line + i})
		case len(all) == 0 && line == "":
			continue
		case len(all) == 0:
			return nil, fmt.Errorf("%s:%d: output without a command", p.file, p.line+i)
		case more:
			words = line
		default:
			all[len(all)-1].want = append(all[len(all)-1].want, line)
			continue
		}
		words, more = strings.CutSuffix(words, " \\")
		last := &all[len(all)-1]
		last.words = append(last.words, shellWords(words)...)
	}
	return all, nil
}

// shellWords parts a line as a shell does, as far as our documents need it:
// words, and texts in double quotes.
func shellWords(line string) (words []string) {
	for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1) {
		words = append(words, strings.Trim(word, `"`))
	}
	return words
}

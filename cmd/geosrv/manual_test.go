package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"geosrv/health/probe/edge"
	"geosrv/server/config"
)

// TestManual keeps the pages true, as TestReadme does for the README. A block is
// indented by four blanks. Its first line says what it is:
//
//	# NAME.yaml, # NAME.txt, ; NAME.zone   a file: it is written to a folder
//	KEY: ...                               a piece of configuration: it is loaded
//	$ COMMAND                              a terminal: it is run, and all that
//	                                       it prints is compared
//
// A line "# dead: ADDRESS..." in a terminal makes exactly these addresses refuse
// from there on. Every page has a folder of its own.
func TestManual(t *testing.T) {
	for _, topic := range topics() {
		if topic.name == "presets" {
			continue // a table that is printed, not written
		}
		t.Run(topic.name, func(t *testing.T) { play(t, "help/"+topic.name+".txt", page(topic.name)) })
	}
	t.Run("lint", func(t *testing.T) { play(t, "geosrv help lint", newLintTopic().Long) })
}

func play(t *testing.T, file, text string) {
	parts := manualParts(t, file, text)
	dir := t.TempDir()
	for _, p := range parts {
		if p.name != "" {
			write(t, filepath.Join(dir, p.name), strings.Join(p.lines, "\n")+"\n")
		}
	}
	t.Chdir(dir)
	certificate(t)
	r := &reader{t: t, edges: newSimulated()}
	defer r.stop()
	for _, p := range parts {
		switch p.kind {
		case "yaml":
			loadPiece(t, p)
		case "kill":
			r.edges.kill(p.lines...)
		case "console":
			r.console(p)
		}
	}
}

// certificate writes probe.pem and probe.key, which pages show to peers.
func certificate(t *testing.T) {
	cert, err := new(edge.Farm).Issue([]string{"probe.example.com"}, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	chain, key, err := edge.PEM(cert)
	if err != nil {
		t.Fatal(err)
	}
	write(t, "probe.pem", string(chain))
	write(t, "probe.key", string(key))
}

// loadPiece reads a configuration of a page: alone if it has pools or the page has
// no geosrv.yaml, else behind that one.
func loadPiece(t *testing.T, p part) {
	t.Helper()
	text := strings.Join(p.lines, "\n") + "\n"
	if _, err := os.Stat("geosrv.yaml"); err == nil && p.name == "" && !strings.Contains("\n"+text, "\npools:") {
		write(t, "piece.yaml", text)
		if _, err := config.Load("geosrv.yaml", "piece.yaml"); err != nil {
			t.Errorf("%s:%d: %v", p.file, p.line, err)
		}
		return
	}
	if _, err := config.Parse("piece.yaml", []byte(text)); err != nil {
		t.Errorf("%s:%d: in this block: %v", p.file, p.line, err)
	}
}

// manualParts finds the blocks of a page, in order. Something that looks like
// configuration and is not indented as a block is an error: nobody would load it.
func manualParts(t *testing.T, file, text string) (parts []part) {
	t.Helper()
	named := regexp.MustCompile(`^[#;] ([\w.-]+\.(yaml|zone|txt))$`)
	key := regexp.MustCompile(`^([a-z_]+):( |$)`)
	loose := regexp.MustCompile(`^ {0,3}(geo|sites|pools|services|groups|steer|probe|zones|lint):$`)
	known, err := config.Known()
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for i, line := range strings.Split(text, "\n") {
		if loose.MatchString(line) {
			t.Errorf("%s:%d: %q is not indented by four blanks, so that no test loads it", file, i+1, line)
		}
		content, is := strings.CutPrefix(line, "    ")
		if line == "" && inside {
			content, is = "", true
		}
		name, setting := named.FindStringSubmatch(content), key.FindStringSubmatch(content)
		dead, kills := strings.CutPrefix(content, "# dead:")
		call := strings.HasPrefix(content, "$ ")
		typed := inside && parts[len(parts)-1].kind == "console"
		switch {
		case !is:
			inside = false
		case kills && (typed || !inside):
			inside = true
			parts = append(parts, part{kind: "kill", file: file, line: i + 1, lines: strings.Fields(dead)}, part{kind: "console", file: file, line: i + 2})
		case name != nil:
			inside = true
			parts = append(parts, part{kind: name[2], file: file, name: name[1], line: i + 2})
		case call && !typed:
			inside = true
			parts = append(parts, part{kind: "console", file: file, line: i + 1, lines: []string{content}})
		case inside:
			last := &parts[len(parts)-1]
			last.lines = append(last.lines, content)
		case setting != nil && slices.Contains(known["the configuration"], setting[1]):
			inside = true
			parts = append(parts, part{kind: "yaml", file: file, line: i + 1, lines: []string{content}})
		}
	}
	return parts
}

// A page fits a terminal of 80 columns, in plain letters, but for what commands
// print.
func TestManualWidth(t *testing.T) {
	for _, topic := range topics() {
		printed := false
		for i, line := range strings.Split(page(topic.name), "\n") {
			printed = strings.HasPrefix(line, "    $ ") || printed && (line == "" || strings.HasPrefix(line, "    "))
			if printed && !strings.HasPrefix(line, "    $ ") {
				continue
			}
			if topic.name != "presets" && (len(line) > 80 || strings.ContainsFunc(line, func(c rune) bool { return c < ' ' || c > '~' })) {
				t.Errorf("help/%s.txt:%d: longer than 80 columns, or not plain: %q", topic.name, i+1, line)
			}
		}
	}
}

// keyRow is a line of help/configuration.txt that is about a key.
type keyRow struct {
	line                int
	key, value, Default string
}

// keyRows reads the tables of help/configuration.txt by the mapping that they are
// about, in the reader's words.
func keyRows(t *testing.T) map[string][]keyRow {
	t.Helper()
	row := regexp.MustCompile(`^  ([a-z_0-9]+) +`)
	head := regexp.MustCompile(`^([A-Z_, ]+?)(?: \(.*\))?$`)
	rows, at := map[string][]keyRow{}, []string(nil)
	for i, line := range strings.Split(page("configuration"), "\n") {
		if found := head.FindStringSubmatch(line); found != nil {
			at = strings.Split(strings.ToLower(found[1]), ", ")
			continue
		}
		found := row.FindStringSubmatch(line)
		if found == nil || len(found[0]) != 18 || len(at) == 0 {
			continue
		}
		line += strings.Repeat(" ", 80)
		cell, _, _ := strings.Cut(line[38:], "  ")
		for _, what := range at {
			rows[what] = append(rows[what], keyRow{i + 1, found[1], strings.TrimSpace(line[18:38]), cell})
		}
	}
	return rows
}

// The manual has every key that the reader of configurations knows, with what it
// takes and its default, and no other. TestRepo in its name has it run with the
// rules of the repository: who adds a key adds its line.
func TestRepoManualKeys(t *testing.T) {
	known, err := config.Known()
	if err != nil {
		t.Fatal(err)
	}
	rows := keyRows(t)
	for _, what := range slices.Sorted(maps.Keys(known)) {
		var keys []string
		for _, row := range rows[what] {
			keys = append(keys, row.key)
			if row.value == "" || row.Default == "" {
				t.Errorf("help/configuration.txt:%d: %s has no value or no default (columns 19 and 39)", row.line, row.key)
			}
			if !slices.Contains(known[what], row.key) && !(row.key == "sets" || row.key == "name" || row.key == "names") {
				t.Errorf("help/configuration.txt:%d: %s has no key %s", row.line, what, row.key)
			}
		}
		for _, key := range known[what] {
			if !slices.Contains(keys, key) {
				t.Errorf("help/configuration.txt: the key %s of %s is missing (write a line of it, as of the others)", key, what)
			}
		}
		delete(rows, what)
	}
	for what := range rows {
		if len(rows[what]) > 0 {
			t.Errorf("help/configuration.txt: the reader knows no %q", what)
		}
	}
}

// The defaults of the manual are those that check --show writes out.
func TestRepoManualDefaults(t *testing.T) {
	c, err := config.Parse("empty.yaml", []byte("ttl: 60s\n"))
	if err != nil {
		t.Fatal(err)
	}
	var shown map[string]any
	if err := yaml.Unmarshal([]byte(config.Show(c)), &shown); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for what, values := range map[string]any{
		"the configuration": shown, "probe": shown["probe"], "rate_limit": shown["rate_limit"], "tcp": shown["tcp"],
		"ecs": shown["geo"].(map[string]any)["ecs"], "geo": shown["geo"],
	} {
		for _, row := range keyRows(t)[what] {
			value, said := values.(map[string]any)[row.key]
			switch value.(type) {
			case string, int, bool:
			default:
				said = false
			}
			if said {
				compared++
				if got := fmt.Sprint(value); !sameValue(got, row.Default) {
					t.Errorf("help/configuration.txt:%d: the default of %s is %s, not %s", row.line, row.key, got, row.Default)
				}
			}
		}
	}
	if compared < 20 {
		t.Errorf("only %d defaults were compared", compared)
	}
}

// sameValue compares texts, or durations: 1m is 60s.
func sameValue(a, b string) bool {
	d, errA := time.ParseDuration(a)
	e, errB := time.ParseDuration(b)
	return a == b || errA == nil && errB == nil && d == e
}

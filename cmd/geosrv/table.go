package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// table is rows of cells under a heading. Its columns are as wide as what is in
// them, and two blanks apart; the last one has no padding. The zero value prints
// nothing; it belongs to one goroutine.
type table struct {
	rows    [][]string
	colours bool
}

func newTable(colours bool, heads ...string) *table {
	t := &table{colours: colours}
	t.add(heads...)
	return t
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table if it has a row beside its heading. Cells that are, or
// begin with, a word of standing have its colour: the word says it too, to those
// who see no colours.
func (t *table) print(w io.Writer) {
	if len(t.rows) < 2 {
		return
	}
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			style := styleOf(cell)
			if n == 0 {
				style = bold
			}
			line.WriteString(paint(t.colours, style, cell))
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// Styles of a terminal (ECMA-48 8.3.117).
const (
	bold   = "1"
	red    = "1;31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

// styleOf is the style of a cell that begins with a word of standing; "" if it
// does not.
func styleOf(cell string) string {
	word, _, _ := strings.Cut(cell, " ")
	switch word {
	case "up":
		return green
	case "degraded", "rising", "never":
		return yellow
	case "drained", "maintenance":
		return cyan
	case "silent":
		return red
	}
	return ""
}

// paint puts a style around a text.
func paint(colours bool, style, text string) string {
	if !colours || style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// colourful tells whether w is a terminal whose owner wants colours
// (no-color.org).
func colourful(w io.Writer) bool { return terminal(w) && os.Getenv("NO_COLOR") == "" }

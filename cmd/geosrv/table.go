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
	columns int // of the terminal, which lines should not be wider than; 0: any
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
	narrow(widths, t.columns)
	for n, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			cell = shortened(cell, widths[i])
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

// What columns keep on a narrow terminal: a protocol with an address and a port,
// and the beginning of a reason.
const (
	leastColumn = 23
	leastLast   = 16
)

// narrow takes from the widest columns until all of them stand side by side on a
// terminal, or none has anything to spare.
func narrow(widths []int, columns int) {
	if columns <= 0 {
		return
	}
	over := 2*(len(widths)-1) - columns
	for _, width := range widths {
		over += width
	}
	for ; over > 0; over-- {
		widest, spare := -1, 0
		for i, width := range widths {
			least := leastColumn
			if i == len(widths)-1 {
				least = leastLast
			}
			if width-least > spare {
				widest, spare = i, width-least
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// shortened is a cell that fits into a column; an ellipsis stands for the rest.
func shortened(cell string, width int) string {
	if utf8.RuneCountInString(cell) <= width {
		return cell
	}
	return string([]rune(cell)[:width-1]) + "…"
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

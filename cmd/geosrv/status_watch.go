package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"geosrv/server/control"
)

// watchEvery is how often `geosrv status --watch` asks.
const watchEvery = 2 * time.Second

// watchStatus shows how everything stands until it is interrupted. A server that
// does not answer is asked again: it may be starting anew.
func watchStatus(cmd *cobra.Command, a *asking) error {
	path, err := a.path(nil)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	screen := newScreen(out)
	every := time.NewTicker(watchEvery)
	defer every.Stop()
	for {
		var text bytes.Buffer
		s, err := askAt[control.Status](cmd.Context(), path, control.StatusVerb, nil)
		switch {
		case cmd.Context().Err() != nil:
			return nil
		case err != nil:
			fmt.Fprintln(&text, paint(screen.colours, red, fmt.Sprintf("%s: no answer, asking again: %v", time.Now().UTC().Format("15:04:05 MST"), nearby(err))))
		default:
			fmt.Fprintf(&text, "%s, every %s\n", s.At.UTC().Format("15:04:05 MST"), watchEvery)
			_, columns := screen.size()
			slices.SortStableFunc(s.Endpoints, worseFirst)
			showStatusIn(&text, s, screen.colours, columns)
		}
		screen.show(text.String())
		select {
		case <-cmd.Context().Done():
			return nil
		case <-every.C:
		}
	}
}

// worseFirst puts what is not up where a short window still shows it.
func worseFirst(a, b control.EndpointStatus) int {
	if (a.Verdict == "up") == (b.Verdict == "up") {
		return 0
	}
	if a.Verdict == "up" {
		return 1
	}
	return -1
}

// screen is where one text takes the place of another: on a terminal over it, as
// much as there is room for, elsewhere behind it. Make it with newScreen; it belongs
// to one goroutine.
type screen struct {
	w       io.Writer
	moves   bool // the cursor can go back
	colours bool
	size    func() (rows, columns int) // 0 if nobody knows
	shown   bool
}

func newScreen(w io.Writer) *screen {
	s := &screen{w: w, moves: terminal(w), colours: colourful(w), size: func() (int, int) { return 0, 0 }}
	if f, is := w.(*os.File); is && s.moves {
		s.size = func() (int, int) {
			at, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
			if err != nil {
				return 0, 0
			}
			return int(at.Row), int(at.Col)
		}
	}
	return s
}

// show writes a text in one piece, so that nothing flickers.
func (s *screen) show(text string) {
	if !s.moves {
		if s.shown {
			text = "\n" + text
		}
		s.shown = true
		fmt.Fprint(s.w, text)
		return
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	rows, columns := s.size()
	if rows > 1 && len(lines) >= rows {
		left := len(lines) - (rows - 2)
		lines = append(lines[:rows-2:rows-2], "... "+count(left, "more line"))
	}
	var b strings.Builder
	if !s.shown {
		b.WriteString("\x1b[2J") // what was there
		s.shown = true
	}
	b.WriteString("\x1b[H") // the first line
	for _, line := range lines {
		b.WriteString(cut(line, columns))
		b.WriteString("\x1b[K\r\n") // the rest of the line before it
	}
	b.WriteString("\x1b[J") // the rest of the text before it
	fmt.Fprint(s.w, b.String())
}

// cut is as much of a line as fits, with the styles of all of it; 0 columns fit
// everything.
func cut(line string, columns int) string {
	if columns <= 0 {
		return line
	}
	var b strings.Builder
	seen, styled := 0, false
	for _, r := range line {
		switch {
		case styled:
			b.WriteRune(r)
			styled = r != 'm'
		case r == '\x1b':
			b.WriteRune(r)
			styled = true
		case seen < columns:
			b.WriteRune(r)
			seen++
		}
	}
	return b.String()
}

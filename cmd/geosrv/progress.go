package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// progress shows how far something is: a bar on a terminal, a line every few
// seconds elsewhere. It belongs to one goroutine. Make one with newProgress.
type progress struct {
	w      io.Writer
	what   string
	moves  bool // the cursor can go back
	every  time.Duration
	last   time.Time
	shown  bool
	ending string
}

const barWidth = 30

func newProgress(w io.Writer, what string) *progress {
	p := &progress{w: w, what: what, every: 5 * time.Second, last: time.Now(), ending: "\n"}
	if terminal(w) {
		// The first bar comes at once; the cursor then goes back to its start.
		p.moves, p.every, p.last, p.ending = true, 100*time.Millisecond, time.Time{}, "\r"
	}
	return p
}

// report says that done of total bytes are read; total 0 is unknown.
func (p *progress) report(done, total int64) {
	if now := time.Now(); now.Sub(p.last) >= p.every {
		p.last, p.shown = now, true
		fmt.Fprint(p.w, p.line(done, total), p.ending)
	}
}

func (p *progress) line(done, total int64) string {
	if total <= 0 {
		return fmt.Sprintf("%s %s", p.what, size(int(done)))
	}
	part := min(float64(done)/float64(total), 1)
	line := fmt.Sprintf("%3.0f %% of %s", part*100, size(int(total)))
	if !p.moves {
		return p.what + " " + strings.TrimSpace(line)
	}
	full := int(part * barWidth)
	return fmt.Sprintf("%s [%s%s] %s", p.what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), line)
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.moves && p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// size writes a number of bytes for people.
func size(n int) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes "1 zone", "2 zones".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

package demo

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"
)

// printer writes the demo for a person: plain text of at most 100 columns,
// with colours and a moving line where there is a terminal for them. It is
// used by one goroutine.
type printer struct {
	out    io.Writer
	moves  bool // a line can be written over
	colour bool
	moving bool // the last line is to be written over
	err    error
	lost   func() // called when nobody reads any more
}

// Escape sequences of ECMA-48: Select Graphic Rendition, and Erase in Line.
const (
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	green = "\x1b[32m"
	red   = "\x1b[1;31m"
	plain = "\x1b[0m"
	erase = "\r\x1b[K"
)

// in writes text in a colour.
func (p *printer) in(colour, text string) string {
	if !p.colour {
		return text
	}
	return colour + text + plain
}

// line writes a line in the place of the moving one.
func (p *printer) line(format string, args ...any) {
	p.clear()
	p.write(fmt.Sprintf(format+"\n", args...))
}

// write keeps the first error.
func (p *printer) write(text string) {
	if p.err != nil {
		return
	}
	if _, p.err = io.WriteString(p.out, text); p.err != nil {
		p.lost()
	}
}

// clear takes the moving line away.
func (p *printer) clear() {
	if p.moving {
		p.write(erase)
		p.moving = false
	}
}

// progress shows what is waited for, on a terminal only.
func (p *printer) progress(what string, since time.Time, done, all int) {
	if !p.moves {
		return
	}
	line := fmt.Sprintf("   %s %.1f s (%d of %d)", what, time.Since(since).Seconds(), done, all)
	p.write(erase + p.in(faint, line))
	p.moving = true
}

// hello is the first line: where the server is. taken is the port that it
// wanted and could not have, 0 if there is none.
func (p *printer) hello(at netip.AddrPort, taken uint16, services int) {
	note := ""
	if taken != 0 {
		note = fmt.Sprintf(" (port %d is taken)", taken)
	}
	p.line("geosrv demo: example.com on %s%s, %d simulated services", at, note, services)
}

// step is the head of a step.
func (p *printer) step(number int, s step) {
	p.line("\n%s", p.in(bold, fmt.Sprintf("%d. %s", number, s.title)))
	p.line("   %s", s.tell)
}

// answer shows one answer that is right, if there is something to say of it.
func (p *printer) answer(at netip.AddrPort, s step, a *awaited, began time.Time) {
	if a.say == "" {
		return
	}
	p.line("\n   %s", a.say)
	p.line("   $ %s", p.in(bold, a.ask.dig(at)))
	for _, rr := range a.got.records {
		p.line("   %s", Record(rr))
	}
	switch {
	case s.event == "":
	case a.before:
		p.line("   %s", p.in(faint, "as before "+s.event))
	default:
		p.line("   %s", p.in(faint, seconds(a.first.Sub(began))+" after "+s.event))
	}
}

// right is the end of a step.
func (p *printer) right(s step, all []awaited, began time.Time) {
	kept, last := 0, time.Duration(0)
	for _, a := range all {
		if a.before {
			kept++
		}
		last = max(last, a.first.Sub(began))
	}
	text := fmt.Sprintf("%d answers from all three sites", len(all))
	if s.event != "" {
		text = fmt.Sprintf("%d answers moved, the last %s after %s; %d stayed as they were", len(all)-kept, seconds(last), s.event, kept)
	}
	p.line("\n   %s %s", p.in(green, "right:"), text)
}

// wrong shows an answer that is not what it should be.
func (p *printer) wrong(at netip.AddrPort, a *awaited) {
	got := a.got.String()
	if a.err != nil {
		got = a.err.Error()
	}
	p.line("\n   %s %s", p.in(red, "WRONG:"), a.ask.dig(at))
	p.line("   got    %s", got)
	p.line("   want   %s", strings.Join(a.want, ", "))
}

// early is the end of a story that went wrong: what would follow builds on it.
func (p *printer) early(answers, of int) {
	p.line("\n%s", p.in(bold, fmt.Sprintf("The story ends here: %d of %d answers are wrong.", answers, of)))
}

// end is the end of the story.
func (p *printer) end(steps, answers int) {
	p.line("\n%s", p.in(bold, fmt.Sprintf("The story is right: %d steps, %d answers.", steps, answers)))
}

// tries are the lines to go on with.
func (p *printer) tries(at netip.AddrPort) {
	p.line("\nIt keeps serving. Lines to try:\n")
	for _, t := range tries() {
		p.line("%s", t.dig(at))
		p.line("   %s", p.in(faint, t.says))
	}
	p.line("\n%s", LastLine)
}

// seconds is a duration as the story tells it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

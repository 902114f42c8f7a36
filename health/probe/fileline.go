package probe

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"

	"geosrv/health"
)

// verdictOf finds the verdict of a published address in a file of lines
//
//	ADDRESS[:PORT] up|degraded|drain|down [words for people]
//
// IPv6 with a port is [ADDRESS]:PORT. A line with the port goes before one
// without, which speaks of all ports. Blank lines and what follows a # at the
// beginning of a line are skipped; so are lines about others, whatever they
// say. Two lines about one endpoint that differ are an error, and so is none.
func verdictOf(text []byte, at netip.AddrPort) (health.Observation, error) {
	end := bytes.LastIndexByte(text, '\n') + 1
	var exact, broad verdictLine
	number := 0
	for line := range bytes.Lines(text[:end]) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		subject, rest := cutField(string(line))
		to := &broad
		switch a, port, ok := verdictSubject(subject); {
		case !ok || a != at.Addr().Unmap():
			continue
		case port == 0:
		case port == at.Port():
			to = &exact
		default:
			continue
		}
		if err := to.take(number, rest); err != nil {
			return health.Observation{}, err
		}
	}
	switch {
	case exact.number > 0:
		return exact.observation, nil
	case broad.number > 0:
		return broad.observation, nil
	case end < len(text):
		return health.Observation{}, fmt.Errorf("no line about %s, and the last line has no end", at)
	}
	return health.Observation{}, fmt.Errorf("no line about %s", at)
}

// verdictLine is what a file says of one subject.
type verdictLine struct {
	number      int // from 1; 0: nothing
	observation health.Observation
}

// take reads the rest of a line.
func (l *verdictLine) take(number int, rest string) error {
	word, words := cutField(rest)
	var o health.Observation
	switch word {
	case "up":
		o = answered(words)
	case "degraded":
		o = degraded(health.ReasonMonitor, words)
	case "drain":
		o = draining(health.ReasonMonitor, words)
	case "down":
		o = failed(health.ReasonMonitor, words)
	default:
		return fmt.Errorf("line %d: %q is no verdict (up, degraded, drain, down)", number, word)
	}
	if l.number > 0 && l.observation != o {
		return fmt.Errorf("line %d: says other than line %d", number, l.number)
	}
	l.number, l.observation = number, o
	return nil
}

// verdictSubject reads an address, with a port or without.
func verdictSubject(s string) (netip.Addr, uint16, bool) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Unmap(), 0, true
	}
	a, err := netip.ParseAddrPort(s)
	return a.Addr().Unmap(), a.Port(), err == nil && a.Port() != 0
}

// cutField is the first word of a line and what follows it.
func cutField(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

package operator

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Parse reads an overrides file: a verb with its words a line, `#` starts a
// comment. The words are those of the command line:
//
//	drain server:edge1-ams
//	move federation nyc
//	pin xmpp ams --hard --until 2026-12-01T06:00:00Z
//
// The error joins all problems, each "file:line: problem (hint)".
func Parse(file string, text []byte) (*Ledger, error) {
	l := &Ledger{}
	var errs []error
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		e, err := parseEntry(words)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, i+1, err))
			continue
		}
		e.Line = i + 1
		l.Entries = append(l.Entries, e)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return l, nil
}

func parseEntry(words []string) (e Entry, err error) {
	e.Verb = Verb(words[0])
	words, err = e.flags(words[1:])
	if err != nil {
		return e, err
	}
	switch e.Verb {
	case Drain, Maintenance:
		if len(words) != 1 {
			return e, fmt.Errorf("%s takes one thing (such as %s server:edge1-ams)", e.Verb, e.Verb)
		}
		if e.Hard {
			return e, fmt.Errorf("%s knows no --hard (that is for pin)", e.Verb)
		}
		e.Selector, err = ParseSelector(words[0])
		return e, err
	case Move, Pin:
		if len(words) != 2 {
			return e, fmt.Errorf("%s takes a group and a pool (such as %s federation nyc)", e.Verb, e.Verb)
		}
		if e.Hard && e.Verb == Move {
			return e, errors.New("move knows no --hard (that is for pin)")
		}
		e.Group, e.Pool = words[0], words[1]
		return e, nil
	case Return:
		if len(words) != 1 || e.Hard {
			return e, errors.New("return takes a group (such as return federation)")
		}
		e.Group = words[0]
		return e, nil
	}
	return e, fmt.Errorf("no verb %q (drain, maintenance, move, pin or return)", e.Verb)
}

// flags takes --hard and --until TIME out of words.
func (e *Entry) flags(words []string) (rest []string, err error) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "--hard":
			e.Hard = true
		case "--until":
			if i++; i == len(words) {
				return nil, errors.New("--until lacks its time (such as 2026-12-01T06:00:00Z)")
			}
			if e.Until, err = time.Parse(time.RFC3339, words[i]); err != nil {
				return nil, fmt.Errorf("%q is no time (such as 2026-12-01T06:00:00Z)", words[i])
			}
		default:
			if strings.HasPrefix(words[i], "-") {
				return nil, fmt.Errorf("unknown flag %s (--hard or --until TIME)", words[i])
			}
			rest = append(rest, words[i])
		}
	}
	return rest, nil
}

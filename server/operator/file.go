package operator

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Parse reads an overrides file: a verb with its words a line, `#` starts a
// comment. The words are those of the command line; of two lines about one thing
// the later holds. A file knows no now, so that an end is a time, never --for:
//
//	drain server:edge1-ams
//	move federation nyc
//	pin xmpp ams --hard --until 2026-12-01T06:00:00Z
//	maintenance site:nyc --author anna --reason new switches
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
		e, err := Read(words)
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

// Read reads one entry: a verb and its words.
func Read(words []string) (e Entry, err error) {
	e.Verb = Verb(words[0])
	if !e.Verb.known() {
		return e, fmt.Errorf("no verb %q (%s)", e.Verb, listed(Verbs()))
	}
	words, err = e.flags(words[1:])
	if err != nil {
		return e, err
	}
	switch {
	case e.Hard && e.Verb != Pin:
		return e, fmt.Errorf("%s knows no --hard (that is for pin)", e.Verb)
	case e.Way != "" && e.Verb != Drill:
		return e, fmt.Errorf("%s knows no --end (that is for drill)", e.Verb)
	}
	return e, e.object(words)
}

// Verbs are all verbs that an entry can have.
func Verbs() []Verb {
	return []Verb{Drain, Undrain, Maintenance, Force, Move, Return, Pin, Unpin, Disable, Enable, Freeze, Thaw, Drill}
}

func (v Verb) known() bool {
	for _, k := range Verbs() {
		if v == k {
			return true
		}
	}
	return false
}

// listed is a list for people: a, b or c.
func listed(verbs []Verb) string {
	words := make([]string, len(verbs))
	for i, v := range verbs {
		words[i] = string(v)
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// object reads what a verb is about.
func (e *Entry) object(words []string) (err error) {
	switch e.Verb {
	case Drain, Undrain, Maintenance:
		if len(words) != 1 {
			return fmt.Errorf("%s takes one thing (such as %s server:edge1-ams)", e.Verb, e.Verb)
		}
		e.Selector, err = ParseSelector(words[0])
		return err
	case Force:
		if len(words) != 2 || words[0] != WayUp && words[0] != WayDown && words[0] != WayAuto {
			return errors.New("force takes up, down or auto, and one thing (such as force down server:edge1-ams)")
		}
		e.Way = words[0]
		e.Selector, err = ParseSelector(words[1])
		return err
	case Move, Pin:
		if len(words) != 2 {
			return fmt.Errorf("%s takes a group and a pool (such as %s federation nyc)", e.Verb, e.Verb)
		}
		e.Group, e.Pool = strings.TrimPrefix(words[0], "group:"), strings.TrimPrefix(words[1], "pool:")
		return nil
	case Return, Unpin, Disable, Enable:
		if len(words) != 1 {
			return fmt.Errorf("%s takes a group (such as %s federation)", e.Verb, e.Verb)
		}
		e.Group = strings.TrimPrefix(words[0], "group:")
		return nil
	case Drill:
		if len(words) != 1 {
			return errors.New("drill takes a pool (such as drill ams)")
		}
		e.Pool = strings.TrimPrefix(words[0], "pool:")
		return nil
	}
	if len(words) != 0 {
		return fmt.Errorf("%s is about everything (write %s alone)", e.Verb, e.Verb)
	}
	return nil
}

// flags takes the flags out of words. --reason takes all that is left.
func (e *Entry) flags(words []string) (rest []string, err error) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "--hard":
			e.Hard = true
		case "--end":
			e.Way = WayEnd
		case "--forever": // says what no end means anyway
		case "--until":
			if i++; i == len(words) {
				return nil, errors.New("--until lacks its time (such as 2026-12-01T06:00:00Z)")
			}
			if e.Until, err = time.Parse(time.RFC3339, words[i]); err != nil {
				return nil, fmt.Errorf("%q is no time (such as 2026-12-01T06:00:00Z)", words[i])
			}
		case "--author":
			if i++; i == len(words) {
				return nil, errors.New("--author lacks its name")
			}
			e.Author = words[i]
		case "--reason":
			e.Reason = strings.Join(words[i+1:], " ")
			return rest, nil
		default:
			if strings.HasPrefix(words[i], "-") {
				return nil, fmt.Errorf("unknown flag %s (--hard, --end, --until TIME, --forever, --author NAME or --reason WORDS)", words[i])
			}
			rest = append(rest, words[i])
		}
	}
	return rest, nil
}

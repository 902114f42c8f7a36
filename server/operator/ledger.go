package operator

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Verb is what somebody wants.
type Verb string

const (
	Drain       Verb = "drain"       // leave it alone while anything else answers
	Maintenance Verb = "maintenance" // do not answer it at all while anything else exists
	Move        Verb = "move"        // the group goes to the pool and stays while that one lives
	Pin         Verb = "pin"         // as move; with --hard even when it is silent
	Return      Verb = "return"      // the group goes back to pools that are well again, as with failback: auto
)

// Selector names what a verb acts on. Kind is site, pool, server, addr or
// role; a role is "pool/role".
type Selector struct{ Kind, Name string }

// String is the selector as it is written.
func (s Selector) String() string { return s.Kind + ":" + s.Name }

// Entry is one thing that somebody said. The zero Until never ends.
type Entry struct {
	Verb     Verb
	Selector Selector // drain, maintenance
	Group    string   // move, pin, return
	Pool     string   // move, pin
	Hard     bool     // pin
	Until    time.Time
	Line     int // in the file it was read from; 0 if there is none
}

// String is the entry as it is written, without its end.
func (e Entry) String() string {
	if e.Verb == Return {
		return fmt.Sprintf("%s %s", e.Verb, e.Group)
	}
	if e.Group != "" {
		hard := ""
		if e.Hard {
			hard = " --hard"
		}
		return fmt.Sprintf("%s %s %s%s", e.Verb, e.Group, e.Pool, hard)
	}
	return fmt.Sprintf("%s %s", e.Verb, e.Selector)
}

// Holds reports whether the entry is in force at a time.
func (e Entry) Holds(now time.Time) bool { return e.Until.IsZero() || now.Before(e.Until) }

// Ledger is all that people said. The zero value is nothing.
type Ledger struct{ Entries []Entry }

// Ends returns when the next entry that holds at now ends; zero for never.
func (l *Ledger) Ends(now time.Time) (next time.Time) {
	for _, e := range l.Entries {
		if !e.Until.IsZero() && now.Before(e.Until) && (next.IsZero() || e.Until.Before(next)) {
			next = e.Until
		}
	}
	return next
}

// Returning are the groups that are told to return at now.
func (l *Ledger) Returning(now time.Time) map[string]bool {
	groups := map[string]bool{}
	for _, e := range l.Entries {
		if e.Verb == Return && e.Holds(now) {
			groups[e.Group] = true
		}
	}
	return groups
}

// known reports whether a word is a kind of selector.
func known(kind string) bool {
	switch kind {
	case "site", "pool", "server", "addr", "role":
		return true
	}
	return false
}

// ParseSelector reads a selector such as "server:edge1-ams".
func ParseSelector(word string) (Selector, error) {
	kind, name, ok := strings.Cut(word, ":")
	if !ok || !known(kind) {
		return Selector{}, fmt.Errorf("%q does not say what it is (site:, pool:, server:, addr: or role:)", word)
	}
	if kind == "addr" {
		a, err := netip.ParseAddr(name)
		if err != nil {
			return Selector{}, fmt.Errorf("%q is no address (such as addr:192.0.2.11)", word)
		}
		name = a.Unmap().String()
	}
	if kind == "role" && !strings.Contains(name, "/") {
		return Selector{}, fmt.Errorf("%q names no role (such as role:ams/web)", word)
	}
	if name == "" {
		return Selector{}, fmt.Errorf("%q names nothing", word)
	}
	return Selector{kind, name}, nil
}

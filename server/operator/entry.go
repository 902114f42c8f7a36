package operator

import (
	"cmp"
	"strings"
	"time"
)

// Verb is what somebody wants.
type Verb string

// The verbs. Those that take back say so.
const (
	Drain       Verb = "drain"       // leave it alone while anything else answers
	Maintenance Verb = "maintenance" // do not answer it at all while anything else exists
	Undrain     Verb = "undrain"     // takes back drain and maintenance
	Force       Verb = "force"       // up or down whatever the probes say; auto takes back
	Move        Verb = "move"        // the group goes to the pool and stays while that one lives
	Pin         Verb = "pin"         // as move; with --hard even when it is silent
	Unpin       Verb = "unpin"       // takes back pin
	Return      Verb = "return"      // takes back move, and lets the group go back to pools that are well again
	Disable     Verb = "disable"     // the group's SRV sets say that there is no such service
	Enable      Verb = "enable"      // takes back disable
	Freeze      Verb = "freeze"      // verdicts stay as they are
	Thaw        Verb = "thaw"        // takes back freeze
	Drill       Verb = "drill"       // as if the pool were silent; with --end takes back
)

// Ways of [Force] and [Drill].
const (
	WayUp   = "up"
	WayDown = "down"
	WayAuto = "auto"
	WayEnd  = "end" // of a drill
)

// Entry is one thing that somebody said. The zero Until never ends. A value; it
// may be copied and compared.
type Entry struct {
	ID       int       `json:"id,omitempty"` // in its ledger, from 1; 0 in a file
	Verb     Verb      `json:"verb"`
	Selector Selector  `json:"selector,omitzero"` // drain, maintenance, undrain, force
	Group    string    `json:"group,omitempty"`   // move, pin, unpin, return, disable, enable
	Pool     string    `json:"pool,omitempty"`    // move, pin, drill
	Way      string    `json:"way,omitempty"`     // force, drill: see WayUp
	Hard     bool      `json:"hard,omitempty"`    // pin
	Author   string    `json:"author,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	At       time.Time `json:"at,omitzero"` // when it was said; zero in a file
	Until    time.Time `json:"until,omitzero"`
	Undoes   int       `json:"undoes,omitempty"` // the entry that it takes back
	// Away are the pools that a return found stood down, so that it can be
	// undone.
	Away string `json:"away,omitempty"`
	Line int    `json:"line,omitempty"` // in the file it was read from; 0 if there is none
}

// Key is what the entry is about: of two with one key the newer holds.
func (e Entry) Key() string {
	switch e.Verb {
	case Drain, Maintenance, Undrain:
		return "drain " + e.Selector.String()
	case Force:
		return "force " + e.Selector.String()
	case Move, Pin, Unpin, Return:
		return "choice " + e.Group
	case Disable, Enable:
		return "disable " + e.Group
	case Drill:
		return "drill " + e.Pool
	}
	return "freeze"
}

// Object is what it is about as people write it: a selector, a group or a pool;
// "" for all.
func (e Entry) Object() string {
	switch {
	case e.Selector != Selector{}:
		return e.Selector.String()
	case e.Group != "":
		return e.Group
	case e.Pool != "":
		return e.Pool
	}
	return ""
}

// TakesBack reports whether the entry says that nothing is to hold.
func (e Entry) TakesBack() bool {
	switch e.Verb {
	case Undrain, Unpin, Enable, Thaw:
		return true
	case Force:
		return e.Way == WayAuto
	case Drill:
		return e.Way == WayEnd
	}
	return false
}

// opposite is the entry that takes e back and leaves nothing in its place.
func (e Entry) opposite() Entry {
	o := Entry{Selector: e.Selector, Group: e.Group}
	switch e.Verb {
	case Drain, Maintenance, Undrain:
		o.Verb = Undrain
	case Force:
		o.Verb, o.Way = Force, WayAuto
	case Move, Pin, Unpin, Return:
		o.Verb = Unpin
	case Disable, Enable:
		o.Verb = Enable
	case Drill:
		o.Verb, o.Way, o.Pool = Drill, WayEnd, e.Pool
	default:
		o.Verb = Thaw
	}
	return o
}

// String is the entry as it is written, without its end, author and reason.
func (e Entry) String() string {
	words := []string{string(e.Verb)}
	for _, w := range []string{e.way(), e.Object()} {
		if w != "" {
			words = append(words, w)
		}
	}
	if e.Group != "" && e.Pool != "" {
		words = append(words, e.Pool)
	}
	if e.Hard {
		words = append(words, "--hard")
	}
	if e.Verb == Drill && e.Way == WayEnd {
		words = append(words, "--end")
	}
	return strings.Join(words, " ")
}

func (e Entry) way() string {
	if e.Verb == Force {
		return e.Way
	}
	return ""
}

// Holds reports whether the entry has not ended at a time.
func (e Entry) Holds(now time.Time) bool { return e.Until.IsZero() || now.Before(e.Until) }

// newer orders entries by time, author, words: a total order, so that every
// nameserver that merges the same entries keeps the same one.
func newer(a, b Entry) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Author, b.Author), strings.Compare(a.String(), b.String()), a.Until.Compare(b.Until))
}

package operator

import (
	"fmt"
	"net/netip"
	"strings"
)

// Selector names what a verb acts on. Kind is site, pool, server, addr or
// role; a role is "pool/role". The zero value names nothing.
type Selector struct{ Kind, Name string }

// String is the selector as it is written; "" for none.
func (s Selector) String() string {
	if s == (Selector{}) {
		return ""
	}
	return s.Kind + ":" + s.Name
}

// MarshalText implements encoding.TextMarshaler.
func (s Selector) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. No text is no selector.
func (s *Selector) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*s = Selector{}
		return nil
	}
	*s, err = ParseSelector(string(text))
	return err
}

// Kinds are the kinds of a selector, from the largest to the smallest.
func Kinds() []string { return []string{"site", "pool", "role", "server", "addr"} }

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
	if ok && kind == "group" {
		return Selector{}, fmt.Errorf("%q is a decision, and has no servers of its own (groups are for move, pin, return and disable; here say site:, pool:, role:, server: or addr:)", word)
	}
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

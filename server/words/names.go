package words

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/server/operator"
	"geosrv/server/roster"
)

// Qualified writes the kind in front of a bare word where it can mean one thing
// only.
func Qualified(verb operator.Verb, words []string, r *roster.Roster) ([]string, error) {
	at := -1
	switch verb {
	case operator.Drain, operator.Undrain, operator.Maintenance:
		at = 0
	case operator.Force:
		at = 1
	}
	if at < 0 || at >= len(words) || strings.Contains(words[at], ":") && !isAddress(words[at]) {
		return words, nil
	}
	s, ok := soleMeaning(words[at], r)
	if !ok {
		return nil, ambiguous(words[at], r)
	}
	words = slices.Clone(words)
	words[at] = s.String()
	return words, nil
}

func isAddress(word string) bool {
	_, err := netip.ParseAddr(word)
	return err == nil
}

// meanings are the selectors that a bare word may stand for.
func meanings(word string, r *roster.Roster) (out []operator.Selector) {
	for _, kind := range operator.Kinds() {
		s := operator.Selector{Kind: kind, Name: word}
		if kind == "addr" {
			if a, err := netip.ParseAddr(word); err == nil {
				s.Name = a.Unmap().String()
			}
		}
		if m := mean(s, r); !m.nothing() {
			out = append(out, s)
		}
	}
	return out
}

// soleMeaning is the one meaning of a bare word: the smallest, if all mean the same
// addresses.
func soleMeaning(word string, r *roster.Roster) (operator.Selector, bool) {
	all := meanings(word, r)
	if len(all) == 0 {
		return operator.Selector{}, false
	}
	for _, s := range all[1:] {
		if !slices.Equal(Addresses(s, r), Addresses(all[0], r)) {
			return operator.Selector{}, false
		}
	}
	return all[len(all)-1], true
}

// ambiguous says what a bare word may mean, with the number of addresses.
func ambiguous(word string, r *roster.Roster) error {
	all := meanings(word, r)
	if len(all) == 0 {
		hint := ""
		if all := selectable(word, r); len(all) > 0 {
			const few = 12
			hint = " (say " + strings.Join(all[:min(few, len(all))], " or ") + ")"
		}
		return fmt.Errorf("nothing is called %q%s", word, cmp.Or(hint, " (say site:, pool:, role:, server: or addr:)"))
	}
	var list []string
	for _, s := range all {
		list = append(list, fmt.Sprintf("%s (%s)", s, plural(len(Addresses(s, r)), "address", "addresses")))
	}
	return fmt.Errorf("%q may mean %s: say which", word, strings.Join(list, " or "))
}

// selectable are the sites, pools and servers that a word may be the beginning of,
// each with its kind.
func selectable(word string, r *roster.Roster) (out []string) {
	add := func(kind, name string) {
		if strings.HasPrefix(name, word) {
			out = append(out, kind+":"+name)
		}
	}
	for i := range r.Config.Sites {
		add("site", r.Config.Sites[i].Name)
	}
	for i := range r.Pools {
		add("pool", r.Pools[i].Name)
		for _, s := range r.Pools[i].Servers {
			add("server", s)
		}
	}
	return out
}

// plural is a number with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func groupNames(r *roster.Roster) (out []string) {
	for i := range r.Groups {
		out = append(out, r.Groups[i].Name)
	}
	return out
}

// poolsOf are the names of the pools of a group, in listed order.
func poolsOf(r *roster.Roster, g int32) (out []string) {
	for _, c := range r.Groups[g].Candidates {
		if c.Pool >= 0 {
			out = append(out, r.Pools[c.Pool].Name)
		}
	}
	return out
}

// namesOf are the names of a kind.
func namesOf(kind string, r *roster.Roster) (out []string) {
	if kind == "site" {
		for _, s := range r.Config.Sites {
			out = append(out, s.Name)
		}
	}
	for i := range r.Pools {
		p := &r.Pools[i]
		switch kind {
		case "pool":
			out = append(out, p.Name)
		case "server":
			out = append(out, p.Servers...)
		case "role":
			for _, role := range p.Roles {
				out = append(out, p.Name+"/"+role.Name)
			}
		}
	}
	return out
}

// near is a hint with the names there are, if they are few, or those that begin
// alike.
func near(word string, names []string) string {
	const few = 12
	if len(names) > few {
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool {
			return len(word) == 0 || len(n) == 0 || n[0] != word[0]
		})
	}
	if len(names) == 0 {
		return ""
	}
	return " (known: " + strings.Join(names[:min(few, len(names))], ", ") + ")"
}

package words

import (
	"fmt"
	"slices"
	"strings"

	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// Selected is what a word selects: a selector, or a bare word that can mean one
// thing only. The error says what else it may mean.
func Selected(word string, r *roster.Roster) (operator.Selector, error) {
	if !strings.Contains(word, ":") || isAddress(word) {
		s, ok := soleMeaning(word, r)
		if !ok {
			return s, ambiguous(word, r)
		}
		return s, nil
	}
	s, err := operator.ParseSelector(word)
	if err != nil {
		return s, err
	}
	return s, Exists(operator.Entry{Selector: s}, r)
}

// Exists refuses an entry that names nothing in a roster.
func Exists(e operator.Entry, r *roster.Roster) error {
	if e.Group != "" {
		g := Group(r, e.Group)
		if g < 0 {
			return fmt.Errorf("there is no group %q%s", e.Group, near(e.Group, groupNames(r)))
		}
		if k := r.Groups[g].Policy.Kind; k != steer.One && (e.Pool != "" || e.Verb == operator.Return) {
			return fmt.Errorf("%s is answered by policy %s, which has no one pool to choose (drain, force and maintenance move people there)", e.Group, k)
		}
		if e.Pool != "" && !slices.Contains(poolsOf(r, g), e.Pool) {
			return fmt.Errorf("%q is no pool of %s (its pools: %s)", e.Pool, e.Group, strings.Join(poolsOf(r, g), ", "))
		}
		if e.Verb == operator.Disable && !slices.ContainsFunc(r.Groups[g].Sets, func(s int32) bool { return r.Sets[s].Type == typeSRV }) {
			return fmt.Errorf("%s has no SRV records that are steered: only a service can be disabled (its target becomes \".\")", e.Group)
		}
		return nil
	}
	s := e.Selector
	if e.Verb == operator.Drill {
		s = operator.Selector{Kind: "pool", Name: e.Pool}
	}
	if m := mean(s, r); s != (operator.Selector{}) && m.nothing() {
		return fmt.Errorf("there is no %s%s", s, near(s.Name, namesOf(s.Kind, r)))
	}
	return nil
}

// typeSRV is the type of SRV records (RFC 2782).
const typeSRV = 33

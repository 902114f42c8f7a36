package server

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// entries are what an order says, with every object looked up: a bare word is
// taken where it can only mean one thing.
func (pic *Picture) entries(verb operator.Verb, o control.Order) ([]operator.Entry, error) {
	until, err := pic.until(o)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(o.Words, func(w string) bool { return strings.HasPrefix(w, "-") }); i >= 0 && verb != "undo" {
		return nil, fmt.Errorf("%q is no name (flags stand apart from words)", o.Words[i])
	}
	if verb == "undo" {
		return pic.undoes(o)
	}
	if o.All {
		return pic.returnAll(verb, o)
	}
	words, err := pic.qualified(verb, o.Words)
	if err != nil {
		return nil, err
	}
	e, err := operator.Read(append([]string{string(verb)}, words...))
	if err != nil {
		return nil, err
	}
	if e.Hard, e.Until = o.Hard, until; o.End {
		e.Way = operator.WayEnd
	}
	if err := pic.sensible(&e, o); err != nil {
		return nil, err
	}
	return []operator.Entry{e}, nil
}

// until is when an order ends; zero for never.
func (pic *Picture) until(o control.Order) (time.Time, error) {
	switch {
	case o.For != "" && o.Until != "", o.Forever && o.For+o.Until != "":
		return time.Time{}, errors.New("say one of --for, --until and --forever")
	case o.For != "":
		d, err := time.ParseDuration(o.For)
		if err != nil || d <= 0 {
			return time.Time{}, fmt.Errorf("--for: %q is no time (such as 30m or 2h)", o.For)
		}
		return pic.At.Add(d).Round(0), nil
	case o.Until != "":
		t, err := time.Parse(time.RFC3339, o.Until)
		if err != nil || !t.After(pic.At) {
			return time.Time{}, fmt.Errorf("--until: %q is no time to come (such as 2026-12-01T06:00:00Z)", o.Until)
		}
		return t, nil
	}
	return time.Time{}, nil
}

// undoes is what takes back an entry.
func (pic *Picture) undoes(o control.Order) ([]operator.Entry, error) {
	id := 0
	if len(o.Words) > 1 {
		return nil, errors.New("undo takes the ID of one override, or none for the latest (geosrv overrides lists them)")
	}
	if len(o.Words) == 1 {
		var err error
		if id, err = strconv.Atoi(o.Words[0]); err != nil || id <= 0 {
			return nil, fmt.Errorf("%q is no ID of an override (geosrv overrides lists them)", o.Words[0])
		}
	}
	e, err := pic.Said.Undo(id, pic.At)
	if err != nil {
		return nil, err
	}
	return []operator.Entry{e}, nil
}

// returnAll returns every group that somebody moved or that stands away from a
// pool that is well again.
func (pic *Picture) returnAll(verb operator.Verb, o control.Order) (out []operator.Entry, err error) {
	if verb != operator.Return || len(o.Words) > 0 {
		return nil, errors.New("--all is for return, without a group")
	}
	r := pic.World.Roster
	for g := range r.Groups {
		e := operator.Entry{Verb: operator.Return, Group: r.Groups[g].Name}
		if pic.away(int32(g)) && pic.sensible(&e, o) == nil {
			out = append(out, e)
		}
	}
	if out == nil {
		return nil, errors.New("nothing is away: every group is where its policy leads it")
	}
	return out, nil
}

// away reports whether a group was moved, or stands away from a pool that is
// back.
func (pic *Picture) away(g int32) bool {
	for _, m := range pic.Inputs.Marks[g] {
		if m.Set() && !m.Back.IsZero() {
			return true
		}
	}
	e, ok := pic.Ledger.Decides("choice "+pic.World.Roster.Groups[g].Name, pic.At)
	return ok && e.Verb == operator.Move
}

// sensible refuses what names nothing, and what could only be a mistake.
func (pic *Picture) sensible(e *operator.Entry, o control.Order) error {
	r := pic.World.Roster
	switch {
	case e.Verb == operator.Pin && e.Hard && e.Until.IsZero() && !o.Forever:
		return errors.New("pin --hard holds even when the pool is silent: say --for, --until or --forever")
	case e.Hard && e.Verb != operator.Pin:
		return fmt.Errorf("%s knows no --hard (that is for pin)", e.Verb)
	case e.Verb == operator.Drill && e.Way == "" && e.Until.IsZero():
		return errors.New("a drill ends by itself: say --for (such as --for 30m)")
	case e.TakesBack() && !e.Until.IsZero():
		return fmt.Errorf("%s has no end (leave out --for and --until)", e.Verb)
	}
	if e.TakesBack() || e.Verb == operator.Return {
		if err := pic.takesBack(e); err != nil {
			return err
		}
		if e.Verb != operator.Return {
			return nil
		}
	}
	return exists(*e, r)
}

// takesBack refuses to take back what nobody said, and what the file says.
func (pic *Picture) takesBack(e *operator.Entry) error {
	before, holds := pic.Ledger.Decides(e.Key(), pic.At)
	switch {
	case holds && before.Line > 0:
		return fmt.Errorf("%s:%d: the overrides file says %s (edit the file: it would say it again)", pic.World.Roster.Config.Overrides, before.Line, before)
	case e.Verb == operator.Return && holds && before.Verb == operator.Pin:
		return fmt.Errorf("%s is pinned (%s, by %s): geosrv unpin %s first", e.Group, before, orSomebody(before.Author), e.Group)
	case e.Verb == operator.Return:
		if g := groupOf(pic.World.Roster, e.Group); g >= 0 {
			e.Away = pic.leads(g)
		}
	case e.Verb == operator.Unpin && holds && before.Verb != operator.Pin:
		return fmt.Errorf("%s was moved, not pinned: geosrv return %s", e.Group, e.Group)
	case !holds:
		return fmt.Errorf("nobody said anything that %s would take back (geosrv overrides lists what is in force)", *e)
	}
	return nil
}

func orSomebody(author string) string {
	if author == "" {
		return "somebody"
	}
	return author
}

// exists refuses an entry that names nothing in a roster.
func exists(e operator.Entry, r *roster.Roster) error {
	if e.Group != "" {
		g := groupOf(r, e.Group)
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

// addressesOf are the addresses that a selector means, sorted.
func addressesOf(m *meant, r *roster.Roster) (out []netip.Addr) {
	out = slices.Clone(m.addrs)
	for _, p := range m.pools {
		for _, role := range r.Pools[p].Roles {
			out = append(out, role.Addresses...)
		}
	}
	for _, at := range m.roles {
		out = append(out, r.Pools[at[0]].Roles[at[1]].Addresses...)
	}
	for _, at := range m.servers {
		for i := range r.Config.Pools[at[0]].Servers[at[1]].Addresses {
			out = append(out, r.Config.Pools[at[0]].Servers[at[1]].Addresses[i].Addr)
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}

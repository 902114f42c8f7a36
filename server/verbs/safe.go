package verbs

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/words"
)

// outlook is what a group answers.
type outlook = answer.Outlook

// safety says when nothing leads any more to what is drained: the moment plus the
// largest TTL of answers that held it. A wrong "safe" is worse than none, so that
// as long as any name answers an address, it is not safe, and the name is told; nor
// is it if the drain ends before.
func (p *Prepared) safety(d *control.Done) {
	drained, selectors, until := p.drained()
	if len(drained) == 0 {
		return
	}
	still := p.stillAnswered(p.will, drained)
	ttl := max(p.longestAddress(drained), p.longestService())
	gone := p.At.Add(time.Duration(ttl)*time.Second + time.Second - 1).Truncate(time.Second) // never too early
	switch {
	case len(still) == 0 && !until.IsZero() && !gone.Before(until):
		d.Notes = append(d.Notes, fmt.Sprintf("never safe to stop %s: it ends at %s, before resolvers have forgotten it at %s", selectors, clock(until), clock(gone)))
	case len(still) == 0:
		d.Safe = &gone
		d.Notes = append(d.Notes, fmt.Sprintf("safe to stop %s from %s on (%d s, the largest TTL of answers that held it; some resolvers keep answers longer)", selectors, clock(gone), ttl))
	case len(d.Moves) > 0 || p.longestService() > 0:
		d.Notes = append(d.Notes, fmt.Sprintf("who asks for services is gone by %s; %s: not for power-off%s", clock(gone), stillAnswers(still), p.harder(drained)))
	default:
		d.Notes = append(d.Notes, stillAnswers(still)+": not for power-off"+p.harder(drained))
	}
}

// harder says that maintenance would do where a drain does not: it hands the
// names of a pool over to another one whose certificate covers them.
func (p *Prepared) harder(drained []netip.Addr) string {
	entries := slices.Clone(p.entries)
	for i := range entries {
		if entries[i].Verb != operator.Drain {
			return ""
		}
		entries[i].Verb = operator.Maintenance
	}
	if out := Prepare(p.Picture, entries); len(out.stillAnswered(out.will, drained)) > 0 {
		return ""
	}
	return ", use --hard"
}

// clock is a time as a person at night reads it.
func clock(t time.Time) string { return t.UTC().Format("15:04:05 UTC") }

// stillAnswers names some of the names that still answer.
func stillAnswers(names []string) string {
	const some = 3
	if len(names) == 1 {
		return names[0] + " still answers"
	}
	list := strings.Join(names[:min(some, len(names))], ", ")
	if more := len(names) - some; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list + " still answer"
}

// drained are the addresses that the entries drain or take into maintenance, and
// when the first of them ends; zero for never.
func (p *Prepared) drained() (out []netip.Addr, selectors string, until time.Time) {
	var named []string
	for _, e := range p.entries {
		if e.Verb == operator.Drain || e.Verb == operator.Maintenance {
			out = append(out, words.Answering(e.Selector, p.World.Roster)...)
			named = append(named, e.Selector.String())
			if !e.Until.IsZero() && (until.IsZero() || e.Until.Before(until)) {
				until = e.Until
			}
		}
	}
	return out, strings.Join(named, " "), until
}

// longestAddress is the largest TTL, in seconds, of address sets that can hold one
// of some addresses: one that was drained a moment ago is not answered any more,
// and still remembered.
func (p *Prepared) longestAddress(some []netip.Addr) (ttl uint32) {
	r := p.World.Roster
	for i := range r.Sets {
		if slices.ContainsFunc(r.Sets[i].Addresses, func(of []netip.Addr) bool {
			return slices.ContainsFunc(of, func(a netip.Addr) bool { return slices.Contains(some, a) })
		}) {
			ttl = max(ttl, p.was[r.Sets[i].Group].TTL(&r.Sets[i]), settledTTL(p, i))
		}
	}
	return ttl
}

// settledTTL is the TTL of a set when nothing moves: who asked a minute ago may
// have been given that.
func settledTTL(p *Prepared, set int) uint32 {
	s := &p.World.Roster.Sets[set]
	return max(5, min(s.TTL, p.World.Roster.Groups[s.Group].TTL))
}

// longestService is the largest TTL, in seconds, of SRV sets of groups that are
// decided otherwise afterwards.
func (p *Prepared) longestService() (ttl uint32) {
	r := p.World.Roster
	for i := range r.Sets {
		s := &r.Sets[i]
		was, will := &p.was[s.Group], &p.will[s.Group]
		if s.Type != typeSRV {
			continue
		}
		for order := range min(was.Orders(), will.Orders()) {
			if !alike(s, was.Rungs(order), will.Rungs(order)) {
				ttl = max(ttl, settledTTL(p, i))
			}
		}
	}
	return ttl
}

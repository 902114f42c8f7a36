package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// asker is one way in which clients read an SRV answer. The four of them are
// those of the field (domain.md 2): who walks the ladder (RFC 2782), who takes
// the first record and its first address, the Access Edge, which takes the
// lowest priority, of these the highest weight and of these the first, and who
// keeps a name for ever and only asks for its addresses again.
//
// A resolver may put records in any order, so what an asker would take first
// is every record that can come first: choices are all of its ways, and each of
// them has to lead to a server.
type asker struct {
	name    string
	choices func(list []rung) [][]rung
	first   bool // takes one address; the others try them all
	keeps   bool // keeps the first SRV answer that it ever had
}

// rung is an SRV record as an asker reads it.
type rung struct {
	priority, weight, port uint16
	target                 string // lower case, with its closing dot
}

// allAskers are all kinds.
func allAskers() []asker {
	return []asker{
		{name: "walker", choices: walk},
		{name: "first", choices: oneOf(func(a, b rung) bool { return a.priority == b.priority }), first: true},
		{name: "picker", choices: oneOf(func(a, b rung) bool { return a.priority == b.priority && a.weight == b.weight })},
		{name: "cached", choices: oneOf(func(_, _ rung) bool { return true }), keeps: true},
	}
}

// walk is one way: every rung, by priority.
func walk(list []rung) [][]rung {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b rung) int { return cmp.Compare(a.priority, b.priority) })
	return [][]rung{list}
}

// oneOf are the ways of those who take one record: any that is like the best.
func oneOf(like func(a, b rung) bool) func(list []rung) [][]rung {
	return func(list []rung) (ways [][]rung) {
		best := slices.MinFunc(list, func(a, b rung) int {
			return cmp.Or(cmp.Compare(a.priority, b.priority), -cmp.Compare(a.weight, b.weight))
		})
		for _, r := range list {
			if like(r, best) {
				ways = append(ways, []rung{r})
			}
		}
		return ways
	}
}

// try is an address that an asker tries, and how old the oldest answer is
// that led to it.
type try struct {
	site
	fetched time.Time
}

// ask lets an asker at a place look for a service. It returns why it found no
// server, or nothing if it did, or if there is none for it to find; and of when
// the oldest answer is that it went by.
func (t *town) ask(a asker, s service, place string) (why string, asOf time.Time) {
	rungs, fetched, ok := t.rungs(a, s, place)
	if !ok {
		return "", fetched
	}
	if len(rungs) == 0 {
		return "got no record", fetched
	}
	for _, way := range a.choices(rungs) {
		var tries []try
		for _, r := range way {
			tries = append(tries, t.addresses(s, r, fetched, place)...)
		}
		if why, asOf = t.judge(a, s, way, tries); why != "" {
			break
		}
	}
	return why, asOf
}

// rungs are what an asker reads its way from: an answer, or what it keeps. An
// address name has one, itself. ok is false if somebody wants this service to
// be found by nobody, who says so by the target ".".
func (t *town) rungs(a asker, s service, place string) (list []rung, fetched time.Time, ok bool) {
	if !s.srv {
		return []rung{{target: s.name}}, time.Now(), true
	}
	answer := t.at(place).srv(s.name)
	if slices.ContainsFunc(answer.records, func(r rung) bool { return r.target == "." }) {
		return nil, answer.fetched, false
	}
	if !a.keeps {
		return answer.records, answer.fetched, true
	}
	key := s.name + " " + place
	if t.kept[key] == nil {
		t.kept[key] = answer.records
	}
	return t.kept[key], time.Now(), true
}

// addresses are what an asker tries for one record.
func (t *town) addresses(s service, r rung, fetched time.Time, place string) (tries []try) {
	if t.foreign(r.target) {
		return []try{{fetched: fetched}}
	}
	answer := t.at(place).addresses(r.target, s.family)
	if answer.fetched.Before(fetched) {
		fetched = answer.fetched
	}
	if longest := time.Now().Add(-t.longest); fetched.Before(longest) {
		fetched = longest
	}
	for _, addr := range answer.addrs {
		tries = append(tries, try{t.sites(r, s, addr), fetched})
	}
	return tries
}

// judge says what is wrong with a way: that it leads to the dead, as was known
// when its answers were given, while somebody that the asker may go to lives.
func (t *town) judge(a asker, s service, way []rung, tries []try) (why string, asOf time.Time) {
	asOf = time.Now()
	wrong := 0
	for _, one := range tries {
		if one.fetched.Before(asOf) {
			asOf = one.fetched
		}
		if t.dead(one.site, one.fetched) {
			wrong++
		}
	}
	bad := wrong == len(tries)
	if a.first {
		bad = wrong > 0 || len(tries) == 0
	}
	if !bad {
		return "", asOf
	}
	reachable := s.all
	if a.keeps {
		reachable = t.behind(way[0], s.family)
	}
	alive := t.alive(reachable, asOf)
	if len(alive) < max(1, s.rank) {
		return "", asOf
	}
	return fmt.Sprintf("tried %s; alive %s", triedSites(tries), strings.Join(alive, " ")), asOf
}

func triedSites(tries []try) string {
	var b strings.Builder
	for _, one := range tries {
		fmt.Fprintf(&b, "%v (asked %v ago) ", one.site, time.Since(one.fetched))
	}
	return b.String()
}

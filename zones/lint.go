package zones

import "fmt"

// maxHops is how many aliases are followed in search of a loop: as many as a
// resolver would at most.
const maxHops = 16

// Finding is something in a zone that is allowed but most likely a slip. It is
// a value.
type Finding struct {
	File string // as given to Read
	Line int    // of the first record of the set that it is about
	Code string // lower-case words with hyphens; see `geosrv help lint`
	Name Name   // the owner of that set
	At   Name   // the name in its RDATA that is meant, "" if it is the owner or the set
	Text string // what looks wrong, lower case, without the hint
	Hint string // what to do about it; may be ""
}

// String is "file:line: text (hint) [code]".
func (f Finding) String() string {
	return Problem{File: f.File, Line: f.Line, Text: f.Text, Hint: f.Hint}.Error() + " [" + f.Code + "]"
}

// Lint looks for slips in a zone that need no other knowledge than the zone, in
// the order of its sets: names that end in the zone's name twice, data that
// nobody sees, targets without addresses, delegations without glue, TTLs that
// hurt, aliases where none may be or that lead back to themselves.
func Lint(z *Zone) []Finding {
	l := linter{z: z}
	for node := range z.Names() {
		first, end := z.Sets(node)
		for id := first; id < end; id++ {
			l.lintSet(node, id)
		}
	}
	return l.found
}

// linter gathers findings. Used by one goroutine, once.
type linter struct {
	z     *Zone
	key   Key
	found []Finding
	// Of the set that is looked at:
	id    int32
	owner Name
}

// add notes a finding about the set that is looked at; at is the name in its
// RDATA that is meant, or "".
func (l *linter) add(code string, at Name, text, hint string) {
	l.found = append(l.found, Finding{l.z.file, l.z.Line(l.id), code, l.owner, at, text, hint})
}

func (l *linter) lintSet(node, id int32) {
	set := l.z.Set(id)
	l.id, l.owner = id, l.z.NameOf(node)
	if first, _ := l.z.Sets(node); id == first && l.twice(l.owner) {
		l.add("name-twice", "", "owner "+l.owner.String()+" ends in the zone's name twice", "closing dot missing?")
	}
	if l.hidden(node, set.Type) {
		l.add("hidden-data", "", fmt.Sprintf("nobody can see %s at %s", typeName(set.Type), l.owner), "the zone delegates the name away: only NS, DS and glue count there")
	}
	l.lintTTL(set)
	switch set.Type {
	case typeSRV:
		l.lintSRV(set)
	case typeA, typeAAAA:
		l.lintAddresses(set)
	}
	for _, rdata := range set.Records {
		target, ok := set.Target(rdata)
		switch {
		case !ok:
		case l.twice(target):
			l.add("name-twice", target, fmt.Sprintf("%s at %s leads to %s, which ends in the zone's name twice", typeName(set.Type), l.owner, target), "closing dot missing?")
		case set.Type == typeSRV:
			l.lintTarget(target)
		case set.Type == typeMX:
			l.lintExchange(target)
		case set.Type == typeNS:
			l.lintServer(node, target)
		case set.Type == typeCNAME:
			l.lintAlias(target)
		}
	}
}

// twice reports whether a name ends in the apex and the apex again.
func (l *linter) twice(n Name) bool {
	apex := l.z.apex
	return apex != Root && n.Under(apex[:len(apex)-1]+apex)
}

// hidden reports whether a set stands where only a delegation is seen: at a cut
// all but NS, DS and what signs them, below it all but addresses, and addresses
// at a cut are glue too (RFC 1034 4.2.1).
func (l *linter) hidden(node int32, rrtype uint16) bool {
	if _, ok := l.z.Cut(node); !ok {
		return false
	}
	switch rrtype {
	case typeA, typeAAAA:
		return false
	case typeNS, typeDS, typeRRSIG, typeNSEC:
		return l.z.Below(node)
	}
	return true
}

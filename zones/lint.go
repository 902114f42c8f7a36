package zones

import "fmt"

// maxHops is how many aliases are followed in search of a loop: as many as a
// resolver would at most.
const maxHops = 16

// longSRV is the TTL in seconds above which a SRV set moves too slowly.
const longSRV = 3600

// Finding is something in a zone that is allowed but most likely a slip. It is
// a value. Its line is that of the first record of the set it is about.
type Finding Problem

// String is "file:line: text (hint)".
func (f Finding) String() string { return Problem(f).Error() }

// Lint looks for slips in a zone, in the order of its sets: names that end in
// the zone's name twice (a closing dot is missing), data that a delegation
// hides, SRV with a long TTL, SRV targets without an address in the zone, aliases
// that lead back to themselves.
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
}

func (l *linter) add(id int32, text, hint string) {
	l.found = append(l.found, Finding{File: l.z.file, Line: l.z.Line(id), Text: text, Hint: hint})
}

func (l *linter) lintSet(node, id int32) {
	owner, set := l.z.NameOf(node), l.z.Set(id)
	if first, _ := l.z.Sets(node); id == first && l.twice(owner) {
		l.add(id, "owner "+owner.String()+" ends in the zone's name twice", "closing dot missing?")
	}
	if l.hidden(node, set.Type) {
		l.add(id, fmt.Sprintf("nobody can see %s at %s", typeName(set.Type), owner), "the zone delegates the name away: only NS, DS and glue count there")
	}
	if set.Type == typeSRV && set.TTL > longSRV {
		l.add(id, fmt.Sprintf("SRV at %s has a TTL of %d s", owner, set.TTL), "clients keep it for that long; an hour is plenty")
	}
	for _, rdata := range set.Records {
		target, ok := set.Target(rdata)
		switch {
		case !ok:
		case l.twice(target):
			l.add(id, fmt.Sprintf("%s at %s leads to %s, which ends in the zone's name twice", typeName(set.Type), owner, target), "closing dot missing?")
		case set.Type == typeSRV:
			l.lintTarget(id, owner, target)
		case set.Type == typeCNAME:
			l.lintAlias(id, owner, target)
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

// lintTarget looks at a SRV target that should have its address here: RFC 2782
// wants address records at the target, and no alias.
func (l *linter) lintTarget(id int32, owner, target Name) {
	if target == Root || !target.Under(l.z.apex) {
		return
	}
	l.key.Set(target)
	m := l.z.Match(&l.key)
	if m.Kind == Referral {
		return
	}
	if m.Kind == Exact || m.Kind == Wildcard {
		if _, ok := l.z.Lookup(m.Node, typeCNAME); ok {
			l.add(id, fmt.Sprintf("SRV at %s leads to %s, which is a CNAME", owner, target), "a target owns its addresses itself (RFC 2782)")
			return
		}
		_, v4 := l.z.Lookup(m.Node, typeA)
		_, v6 := l.z.Lookup(m.Node, typeAAAA)
		if v4 || v6 {
			return
		}
	}
	l.add(id, fmt.Sprintf("SRV at %s leads to %s, which has no address", owner, target), "")
}

// lintAlias follows an alias through the zone: one that comes back to its owner
// has no answer, and every resolver gives up on it (RFC 1034 3.6.2).
func (l *linter) lintAlias(id int32, owner, target Name) {
	for range maxHops {
		if !target.Under(l.z.apex) {
			return
		}
		l.key.Set(target)
		m := l.z.Match(&l.key)
		if m.Kind != Exact && m.Kind != Wildcard {
			return
		}
		next, ok := l.z.Lookup(m.Node, typeCNAME)
		if !ok {
			return
		}
		if next == id {
			l.add(id, fmt.Sprintf("CNAME at %s leads back to itself", owner), "nobody can follow it to an answer")
			return
		}
		set := l.z.Set(next)
		for _, rdata := range set.Records {
			target, _ = set.Target(rdata)
		}
	}
}

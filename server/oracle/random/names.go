package random

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// kind is what stands at a name.
type kind int

const (
	data     kind = iota // RRsets
	alias                // a CNAME
	dname                // a DNAME, perhaps with other data
	cut                  // a delegation
	occluded             // data that a delegation hides
	server               // a server of the zone itself: addresses
)

// node is a name of the zone in the making.
type node struct {
	name string // in the case of the file
	kind kind
}

const maxName = 255

// label draws a label: mostly one of few, so that names meet.
func label(r *rand.Rand) string {
	switch r.IntN(24) {
	case 0:
		return pick(r, `a\.b`, `\000`, `\255x`, `q\"`, `\@`, `x\\y`, `n\010`)
	case 1:
		return pick(r, strings.Repeat("l", 63), strings.Repeat("m", 62)+"-")
	case 2, 3, 4:
		return "*"
	case 5, 6:
		return pick(r, "_sip", "_tcp", "_443", "A", "Sub", "WWW")
	case 7:
		return pick(r, "a*", "**", "xn--4ca", "0", "-")
	}
	return pick(r, "a", "b", "c", "d", "sub", "www", "mail")
}

// lengthOf is the length of a name on the wire in octets.
func lengthOf(name string) int {
	n := 1
	for i := 0; i < len(name); i++ {
		n++
		if name[i] == '\\' {
			i++
			if name[i] >= '0' && name[i] <= '9' {
				i += 2
			}
		}
	}
	return n
}

// parent is a name without its first label. The root's is the root.
func parent(name string) string {
	if i, end := dns.NextLabel(name, 0); !end {
		return name[i:]
	}
	return "."
}

// join puts a label in front of a name.
func join(label, name string) string {
	if name == "." {
		return label + "."
	}
	return label + "." + name
}

// under reports whether a name is another one or stands below it.
func under(name, top string) bool {
	return dns.IsSubDomain(strings.ToLower(top), strings.ToLower(name))
}

func isWildcard(name string) bool { return strings.HasPrefix(name, "*.") }

// add takes a name into the zone if it is new and not too long.
func (m *maker) add(name string, k kind) {
	key := strings.ToLower(name)
	if m.seen[key] || lengthOf(name) > maxName {
		return
	}
	m.seen[key] = true
	m.nodes = append(m.nodes, node{name, k})
}

// names draws the names of the zone. Every name but the apex has a parent that
// is drawn too or an empty non-terminal.
func (m *maker) names() {
	if m.often(3) && len(m.o.Cuts) == 0 && !m.hides(m.apex) {
		m.add(m.apex, dname)
		return
	}
	m.add(m.apex, data)
	for i := range m.r.IntN(3) {
		m.add(pick(m.r, "ns", "NS")+string(rune('1'+i))+"."+m.apex, server)
	}
	for _, name := range m.o.Cuts {
		m.add(name, cut)
	}
	for range m.o.Names {
		name := m.apex
		if m.often(60) {
			name = pick(m.r, m.nodes...).name
		}
		for range 1 + m.r.IntN(5)/3 + m.r.IntN(6)/5 {
			name = label(m.r) + "." + name
		}
		m.add(name, data)
	}
}

// settle gives each name its kind, from the apex down, and leaves out what may
// not be there.
func (m *maker) settle() {
	slices.SortStableFunc(m.nodes, func(a, b node) int {
		return cmp.Compare(dns.CountLabel(a.name), dns.CountLabel(b.name))
	})
	var kept []node
	for _, n := range m.nodes {
		over := cover(kept, n.name)
		switch {
		case over == dname, over == cut && (n.kind != data || !m.o.Occluded):
			continue
		case over == cut:
			n.kind = occluded
		case n.kind == data && n.name != m.apex:
			n.kind = m.kindOf(n.name)
		}
		kept = append(kept, n)
	}
	m.nodes = kept
}

// cover is the kind of the topmost name above that takes all below it away;
// data if there is none.
func cover(above []node, name string) kind {
	for _, n := range above {
		if (n.kind == dname || n.kind == cut) && under(name, n.name) {
			return n.kind
		}
	}
	return data
}

// kindOf draws what stands at a name. DNAME and NS at a wildcard have no
// defined meaning (RFC 4592 4.2, 4.4); neither may hide a server or a child zone.
func (m *maker) kindOf(name string) kind {
	k := pick(m.r, data, data, data, data, data, data, data, alias, alias, alias, cut, cut, dname)
	if k != cut && k != dname {
		return k
	}
	if isWildcard(name) {
		return data
	}
	for _, child := range m.o.Cuts {
		if under(child, name) {
			return data
		}
	}
	if k == dname && m.hides(name) {
		return data
	}
	return k
}

// hides reports whether a zone above has names below a name.
func (m *maker) hides(name string) bool {
	return slices.ContainsFunc(m.o.Hidden, func(h string) bool { return under(h, name) })
}

// name draws a name to lead to: one of the zone, below or beside one, in
// another zone, or nowhere of ours.
func (m *maker) name() string {
	n := pick(m.r, m.nodes...).name
	switch m.r.IntN(12) {
	case 0:
		n = label(m.r) + "." + n
	case 1:
		n = label(m.r) + "." + m.apex
	case 2:
		n = pick(m.r, "ns.elsewhere.test.", "host.elsewhere.test.", "a.test.")
	case 3, 4:
		if len(m.o.Others) > 0 {
			n = pick(m.r, m.o.Others...)
			if m.often(70) {
				n = label(m.r) + "." + n
			}
		}
	}
	if lengthOf(n) > maxName {
		return m.apex
	}
	return n
}

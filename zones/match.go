package zones

// Kind says how a name stands to a zone.
type Kind uint8

// The kinds of a Match.
const (
	NoName   Kind = iota // the name does not exist (NXDOMAIN, unless the closest encloser has a DNAME)
	Exact                // the name exists; without a set of the type asked it is NODATA
	Wildcard             // the name exists by a wildcard (RFC 4592 3.3)
	Referral             // the name stands at or below a cut
)

// String is the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case NoName:
		return "no name"
	case Exact:
		return "exact"
	case Wildcard:
		return "wildcard"
	case Referral:
		return "referral"
	}
	return "unknown"
}

// Match is the outcome of a look-up. It is a value.
type Match struct {
	Kind Kind
	// Node is, by kind: Exact, the node, which may have no sets; Wildcard, the
	// node of `*`; Referral, the node of the cut; NoName, the closest encloser.
	// -1 if the name is not in the zone at all.
	Node int32
	// Label is the label of the key at which the closest encloser (NoName,
	// Wildcard), the cut (Referral) or the name itself (Exact: 0) starts.
	Label int
}

// Match finds what a zone has for a name (RFC 1034 4.3.2, RFC 4592 2 and 3,
// RFC 8020): the name itself; else, from its closest encloser, the wildcard
// right below that or nothing. A cut wins at its name and below it; a question
// for DS at the cut itself (Label 0) is the caller's to answer.
//
// It allocates nothing and probes at most once per label of the zone's longest
// name. k must be indexed; it is only read.
func (z *Zone) Match(k *Key) Match {
	apex := k.Labels - int(z.nodes[0].labels)
	if apex < 0 || !z.at(k, apex) {
		return Match{NoName, -1, k.Labels}
	}
	return z.MatchIn(k, apex)
}

// MatchIn is Match for a name in the zone: the apex starts at a label of it, as
// Forest.Find says.
func (z *Zone) MatchIn(k *Key, apex int) Match {
	// Nothing in the zone is longer than depth labels: don't probe for it.
	for i := max(0, k.Labels-z.depth); i < apex; i++ {
		hash := k.Hash
		if i > 0 {
			hash = k.Suffix(i)
		}
		if node, ok := z.find(hash, k.suffix(i)); ok {
			return z.matched(node, i)
		}
	}
	return z.matched(0, apex)
}

// matched is the Match of the longest part of a name that the zone has: a node,
// which starts at a label of it.
func (z *Zone) matched(node int32, label int) Match {
	n := &z.nodes[node]
	switch {
	case n.cut >= 0:
		return Match{Referral, n.cut, label + int(n.labels) - int(z.nodes[n.cut].labels)}
	case label == 0:
		return Match{Exact, node, 0}
	case n.wild >= 0:
		return Match{Wildcard, n.wild, label}
	}
	return Match{NoName, node, label}
}

// at reports whether the zone's apex is what a key has from a label on.
func (z *Zone) at(k *Key, label int) bool {
	return Same(k.suffix(label), z.nameWire(0))
}

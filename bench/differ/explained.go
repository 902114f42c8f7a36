package differ

import (
	"slices"

	"github.com/miekg/dns"
)

// Kind is a sort of difference that is explained. It is a value.
type Kind struct {
	Name  string
	Peers []string // whose replies differ so
	RFC   string   // number and section of the sentence that decides it
	Why   string   // what it says, in our words, and who does what
	match func(d Difference) bool
}

// Difference is our reply and a peer's that are not the same. It is a value and
// is only read.
type Difference struct {
	*exchange
	peer   string
	their  *reply
	differ []part
}

// only reports whether nothing else differs than some parts.
func (d Difference) only(parts ...part) bool {
	return !slices.ContainsFunc(d.differ, func(p part) bool { return !slices.Contains(parts, p) })
}

// limited reports a question that BIND may leave without a reply: of class CH,
// of which it answers few each second.
func (d Difference) limited() bool { return d.peer == "bind9" && d.qclass() == dns.ClassCHAOS }

// explain names the first kind that a difference is of.
func explain(kinds []Kind, d Difference) (name string, ok bool) {
	if slices.Contains(d.differ, broken) && !d.atItself() {
		return "", false
	}
	for _, k := range kinds {
		if slices.Contains(k.Peers, d.peer) && k.match(d) {
			return k.Name, true
		}
	}
	return "", false
}

// Kinds are all kinds. What is not among them is a mistake of ours until it is
// mended or stands here.
func Kinds() []Kind { return append(kindsOfQuestions(), kindsOfAnswers()...) }

// kindsOfQuestions are about what is asked.
func kindsOfQuestions() []Kind {
	return []Kind{
		{
			Name: "another opcode", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 8906 3.1.4, RFC 1035 4.1.1",
			Why: "An opcode that a server does not implement gets NOTIMP; what else stands in such a message is not known, " +
				"so neither question nor OPT are looked at. Peers implement NOTIFY and UPDATE, and some read the rest.",
			match: func(d Difference) bool {
				return d.question.Opcode != dns.OpcodeQuery && d.ours.rcode == dns.RcodeNotImplemented && (d.their.msg != nil || d.limited())
			},
		},
		{
			Name: "another class", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 1034 3.6, 3.7.1; RFC 1035 4.1.1",
			Why: "Zones are of one class, and nothing can be said with authority of all classes; we refuse. Peers answer class ANY " +
				"from class IN, or call other classes malformed. BIND limits the rate of class CH.",
			match: func(d Difference) bool {
				return d.question.Opcode == dns.OpcodeQuery && d.qclass() != dns.ClassINET &&
					d.ours.rcode == dns.RcodeRefused && (d.their.msg != nil || d.limited())
			},
		},
		{
			Name: "ANY", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 8482 4.1",
			Why: "A server may answer ANY with one RRset of the name, of its choice. We give the steered one or the first by " +
				"number, and follow a DNAME as NSD and Knot do; BIND gives all and follows none, NSD gives the last.",
			match: oneOfAny,
		},
		{
			Name: "types of messages", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 6895 3.1, RFC 9824 3.5, RFC 8906 3.1.2",
			Why: "A question for NXNAME is malformed, one for a transfer not for all; other types that stand in messages only " +
				"are owned by nobody. BIND calls some of them malformed or not implemented, NSD and Knot know no NXNAME.",
			match: ofMessages,
		},
		{
			Name: "small UDP size", Peers: []string{"knot"},
			RFC: "RFC 6891 6.2.3",
			Why: "A size below 512 counts as 512. Knot calls it malformed.",
			match: func(d Difference) bool {
				o := d.question.IsEdns0()
				return o != nil && o.UDPSize() < 512 && d.their.rcode == dns.RcodeFormatError
			},
		},
	}
}

// kindsOfAnswers are about what is found.
func kindsOfAnswers() []Kind {
	return []Kind{
		{
			Name: "alias into another zone", Peers: []string{"knot", "bind9"},
			RFC: "RFC 1034 4.3.2 step 3a and 3c, RFC 6604 3, RFC 4035 3.1.4.1",
			Why: "An alias makes the server go back to step 1, where it looks for the nearest of all its zones; the rcode is that of " +
				"the last name, and DS is in the zone above. Knot and BIND stay in the zone; Knot refers to a child zone of its own.",
			match: stopsAtZone,
		},
		{
			Name: "one tree for all zones", Peers: []string{"nsd"},
			RFC: "RFC 1034 4.3.2 step 2 and 3",
			Why: "A name is looked up in the zone that is nearest to it, and in no other. NSD keeps all names in one tree, so that " +
				"glue and hidden data of the parent make names of the child exist.",
			match: parentsNames,
		},
		{
			Name: "end of a chain", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 1034 3.6.2, RFC 2181 5, RFC 6672 3.2",
			Why: "Software should not fail when it meets a loop of aliases, and a set holds a record once: we answer with the " +
				"chain so far, each record once, sixteen aliases at most. BIND says SERVFAIL, NSD and Knot repeat records. Where " +
				"a DNAME makes a name too long that is the end; Knot goes on at the DNAME's target, or stops before.",
			match: endless,
		},
		{
			Name: "what fits", Peers: []string{"nsd", "knot", "bind9"},
			RFC: "RFC 1035 4.1.4, RFC 2181 9, RFC 9471 2.1",
			Why: "A server need not compress names, which may cause truncation: whoever writes a name in full sets TC where " +
				"others have room left. TC is set if glue below the cut is left off: NSD and BIND leave off AAAA records without it, and " +
				"NSD sets it for addresses that are no glue. A pointer is at a prior name: where a record found no room, Knot may point at " +
				"itself.",
			match: fits,
		},
		{
			Name: "signatures at an alias", Peers: []string{"knot", "bind9"},
			RFC: "RFC 1034 4.3.2 step 3a",
			Why: "An alias that has no data of the type is followed, whatever the type. Knot and BIND say that there are no " +
				"signatures at the alias itself, signed or not.",
			match: signature,
		},
	}
}

package answer

import (
	"net/netip"

	"geosrv/server/wire"
	"geosrv/zones"
)

// maxChain is how many aliases one answer holds (RFC 1034 4.3.2 sets no bound;
// a resolver goes on from where we stop).
const maxChain = 16

// Asker is who asks a query, as the transport knows it.
type Asker interface {
	// Meta is called while a reply is made, and only if it depends on it. What it
	// gives must hold until then, and is not written to.
	Meta() *Meta
}

// Meta is what the transport knows of a query. It is an Asker itself.
type Meta struct {
	Source netip.Addr
	Now    uint32 // seconds since 1970, for cookies
	Idle   uint16 // how long the connection may idle, in 100 ms; 0 by UDP
	Face   *Face  // what the server says of itself; nil for nothing
}

// Meta implements Asker.
func (m *Meta) Meta() *Meta { return m }

// Answerer turns queries into replies. It holds what one query needs between
// its steps, so it belongs to one worker; the zero value is ready and must not
// be copied, but for who asks.
type Answerer struct {
	Who Asker // who asks; not nil when Reply is called
	UDP bool  // and how: by UDP, or by TCP
	// Tally is of the replies that were made by the short way.
	Tally Tally

	usual   wire.Usual
	hasty   bool // the last reply was made of usual, and q is not of its request
	q       wire.Query
	outcome Outcome
	key     zones.Key // the end of an alias chain
	turn    uint32
	// Hashes of names of the current reply: those that own its aliases, and
	// those that own its DNAME records. The lengths are the reply's.
	aliases [maxChain]uint64
	dnames  [maxChain]uint64
	trace   *Trace // of the reply that is made; nil unless somebody asked why
}

// Reply answers the message in, by the plan, into out, which may
// not overlap in. It returns the length of the reply, or 0 for no reply. It takes no lock and allocates nothing. With some
// hundred octets of room behind in, up to its capacity, it copies less: what
// stands there means nothing.
func (a *Answerer) Reply(p *Plan, in []byte, out *wire.Room) int {
	if a.usual.Read(in, out) {
		v, n := &p.views[0], 0
		switch slot := v.names.find(a.usual.Hash); {
		case slot == nil:
			n = a.missing(v, out)
		case slot.zone < 0:
			n = a.steered(v, &v.names.steered[^slot.zone], out)
		default:
			n = a.plain(v, slot, out)
		}
		if a.hasty = n > 0; a.hasty {
			return n
		}
	}
	a.hasty = false
	return a.long(p, in, out[:])
}

// long is Reply for whatever there may be.
func (a *Answerer) long(p *Plan, in, out []byte) int {
	a.outcome = Outcome{}
	v := a.q.Parse(in)
	if v == wire.Drop {
		return 0
	}
	a.introduce()
	switch v {
	case wire.Answer:
		return a.answer(&p.views[0], in, out)
	case wire.Chaos:
		return a.chaos(a.Who.Meta().Face, in, out)
	case wire.CookieOnly:
		return a.cookieOnly(in, out)
	}
	return a.fail(in, out, v.Rcode(), a.reason(v))
}

// answer follows RFC 1034 4.3.2 with the steps of RFC 4592.
func (a *Answerer) answer(v *View, in, out []byte) int {
	q := &a.q
	zi, label, ok := v.zoneOf(&q.Name, q.Type)
	if !ok {
		return a.fail(in, out, wire.RcodeRefused, wire.ErrorNotAuthoritative)
	}
	r := reply{
		a: a, v: v, in: in, out: out,
		room: min(q.Limit(a.UDP), len(out)) - q.OptLen() - q.End,
	}
	if q.DO {
		r.do = 1
	}
	return r.zone(zi, label, &q.Name)
}

// zoneOf gives the zone that answers for a name, and the label at which its apex
// starts. A question for DS is the parent's where both sides of a cut are ours
// (RFC 4035 3.1.4.1).
func (v *View) zoneOf(k *zones.Key, qtype uint16) (zone int32, label int, ok bool) {
	if qtype == wire.TypeDS {
		if above, at, found := v.forest.FindAbove(k); found {
			if m := v.plain[above].zone.Match(k); m.Kind == zones.Referral && m.Label == 0 {
				return above, at, true
			}
		}
	}
	return v.forest.Find(k)
}

// reply is one answer in the making. It lives on the stack.
type reply struct {
	a       *Answerer
	v       *View
	in, out []byte
	room    int   // octets between the question and our OPT
	do      uint8 // which slot of a block
	n       int   // octets written behind the question
	an      uint16
	links   int // aliases written
	dnames  int // DNAME records written
	apex    int // offset in the message at which the zone's apex stands, as part of a name
	owner   int // offset of the name that is looked up; 0 for the question's
	scope   uint8
}

// zone answers a name from a zone, whose apex starts at a label of the name:
// the match decides.
func (r *reply) zone(zi int32, label int, k *zones.Key) int {
	z := r.v.plain[zi]
	r.apex = r.ownerAt() + int(k.Off[label])
	m := z.zone.MatchIn(k, label)
	if r.a.trace != nil {
		r.a.trace.look(k, zi, m)
	}
	switch m.Kind {
	case zones.Exact:
		return r.node(zi, m.Node, k, k.Hash, false)
	case zones.Wildcard:
		return r.node(zi, m.Node, k, z.zone.HashOf(m.Node), true)
	case zones.Referral:
		if m.Label == 0 && r.a.q.Type == wire.TypeDS {
			return r.node(zi, m.Node, k, k.Hash, false) // the parent's side of the cut, RFC 4035 3.1.4.1
		}
		r.note(Referral, k.Suffix(m.Label), 0)
		return r.referral(z, m, k)
	}
	if id, ok := z.zone.Lookup(m.Node, wire.TypeDNAME); ok {
		return r.dname(z.zone.Set(id), m.Label, label, k)
	}
	r.note(NXDomain, k.Suffix(label), 0)
	return r.negative(z, wire.RcodeNXDomain)
}

// node answers for a name from a node: its set of the type, its alias, or
// NODATA. hash is that of the node's own name.
func (r *reply) node(zi, node int32, k *zones.Key, hash uint64, wildcard bool) int {
	z := r.v.plain[zi]
	qtype := r.a.q.Type
	id, ok := z.zone.Lookup(node, qtype)
	if !ok && qtype == wire.TypeANY {
		id, ok = r.any(zi, node)
	}
	if ok {
		r.note(Positive, hash, z.zone.TypeOf(id))
		return r.set(zi, id, wildcard)
	}
	if id, ok = z.zone.Lookup(node, wire.TypeCNAME); ok {
		r.note(Positive, hash, wire.TypeCNAME)
		return r.alias(z.zone.Set(id), k)
	}
	r.note(NoData, hash, 0)
	return r.negative(z, wire.RcodeNoError)
}

// any picks the one RRset that stands for all (RFC 8482 4.1): the steered one
// if there is one.
func (r *reply) any(zi, node int32) (id int32, ok bool) {
	first, end := r.v.plain[zi].zone.Sets(node)
	for id := first; id < end; id++ {
		if moves := r.v.moves[zi]; moves != nil && moves[id] > 0 {
			return id, true
		}
	}
	return first, first < end
}

// set answers with an RRset that exists.
func (r *reply) set(zi, id int32, wildcard bool) int {
	var s *slab
	var b *block
	floating := r.owner != 0 || wildcard
	if r.a.trace != nil {
		r.a.trace.take(id, r.v.moves[zi])
	}
	if moves := r.v.moves[zi]; moves != nil && moves[id] > 0 {
		if l := r.v.ladders[moves[id]-1]; l != nil {
			order := r.order(moves[id] - 1)
			if floating || !l.finished() {
				return r.climb(l, order, wildcard)
			}
			s, b = &l.blocks.slab, l.blocks.block(order, r.do)
		}
	}
	if b == nil {
		if s, b = r.find(zi, id); floating {
			return r.float(zi, id, s, b)
		}
	}
	n, ar, ok := s.fit(b, r.room)
	if !ok {
		return r.truncated()
	}
	at := r.a.q.Header(r.out, r.in, wire.FlagAA, wire.RcodeNoError, b.an, 0, ar)
	r.a.turn++
	at += s.copyTo(r.out[at:], b, n, r.a.turn)
	return r.a.q.AppendOPT(r.out, at, r.scope, 0)
}

// find returns the block of an RRset for this asker.
func (r *reply) find(zi, id int32) (*slab, *block) {
	if moves := r.v.moves[zi]; moves != nil && moves[id] != 0 {
		if moves[id] < 0 {
			c := r.v.carriers[-moves[id]-1]
			return &c.slab, c.block(0, r.do)
		}
		s := r.v.sets[moves[id]-1]
		return &s.slab, s.block(r.order(moves[id]-1), r.do)
	}
	return r.v.plain[zi].block(id, r.do)
}

// truncated says that an answer of ours does not fit.
func (r *reply) truncated() int { return r.cutShort(wire.FlagAA) }

// cutShort says that what flags belong to does not fit: TC, and nothing of it
// (RFC 2181 9), so that no scope is needed either.
func (r *reply) cutShort(flags uint16) int {
	at := r.a.q.Header(r.out, r.in, flags|wire.FlagTC, wire.RcodeNoError, 0, 0, 0)
	return r.a.q.AppendOPT(r.out, at, 0, 0)
}

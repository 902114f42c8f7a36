package answer

import (
	"geosrv/server/wire"
	"geosrv/zones"
)

// express answers the usual request for a set that stands in a zone under the
// asker's own name, by a block that is finished: one look-up, one copy. 0 means
// that this is something else, and that the long way has to be taken from the
// start. It says the same octet for octet, so that it may only be faster.
func (a *Answerer) express(v *View, m *Meta, in, out []byte) int {
	u := &a.usual
	if !u.Read(in, out) {
		return 0
	}
	s, b, scope := v.hot.find(v, u, m.Source)
	if b == nil {
		zi, label, ok := v.forest.Find(&u.Name)
		if !ok {
			return 0
		}
		z := v.plain[zi]
		id := z.zone.Hit(&u.Name, u.Type)
		if id == zones.Missing {
			return a.missing(z, m, label, out)
		}
		if id < 0 {
			return 0
		}
		s, b = z.block(id, u.DO)
		if moves := v.moves[zi]; moves != nil && moves[id] != 0 {
			if moves[id] > 0 {
				return 0 // found before, if it has a block
			}
			c := v.carriers[-moves[id]-1]
			s, b = &c.slab, c.block(0, u.DO)
		}
	}
	n, ar, fits := s.fit(b, min(u.Limit(m.UDP), len(out))-u.OptLen()-u.End)
	if !fits || u.End+n+wire.UsualOut > len(out) {
		return 0
	}
	a.outcome.Class, a.outcome.Key = Positive, u.Name.Hash^keyOf(Positive, u.Type)
	a.turn++
	n = s.copyTo(out[u.End:], b, n, a.turn)
	return u.Finish(out, u.End+n, wire.RcodeNoError, b.an, 0, ar, scope)
}

// missing says that a name is not there, if nothing above it says otherwise: no
// wildcard, cut or DNAME. label is where the zone's apex starts.
func (a *Answerer) missing(z *plainZone, m *Meta, label int, out []byte) int {
	u := &a.usual
	match := z.zone.Match(&u.Name)
	if match.Kind != zones.NoName {
		return 0
	}
	if _, ok := z.zone.Lookup(match.Node, wire.TypeDNAME); ok {
		return 0
	}
	size := pointerLen + len(z.soa)
	if size > u.Limit(m.UDP)-u.OptLen()-u.End {
		return 0
	}
	a.outcome.Class, a.outcome.Key = NXDomain, u.Name.Suffix(label)^keyOf(NXDomain, 0)
	apex := headerLen + int(u.Name.Off[label])
	out[u.End], out[u.End+1] = 0xc0|uint8(apex>>8), uint8(apex)
	copy(out[u.End+pointerLen:], z.soa)
	return u.Finish(out, u.End+size, wire.RcodeNXDomain, 0, 1, 0, 0)
}

package answer

import (
	"bytes"
	"slices"
)

// Equal reports whether two plans answer every query with the same octets:
// their steered sets and carriers hold the same blocks, cuts and variants, and
// their plain zones are the same. Generations may differ. Where only one of two
// ladders has finished blocks, its parts say what is in them; see
// [Plan.Finished]. It is for tests and for those who doubt an update.
func (p *Plan) Equal(q *Plan) bool {
	return slices.EqualFunc(p.views, q.views, func(a, b View) bool {
		return slices.Equal(a.plain, b.plain) && a.geo == b.geo &&
			slices.EqualFunc(a.sets, b.sets, (*setBlocks).equal) &&
			slices.EqualFunc(a.ladders, b.ladders, (*ladders).equal) &&
			slices.EqualFunc(a.carriers, b.carriers, (*setBlocks).equal)
	})
}

func (s *setBlocks) equal(o *setBlocks) bool {
	if s == nil || o == nil {
		return s == o
	}
	return s.single == o.single && slices.Equal(s.variant, o.variant) && s.slab.equal(&o.slab)
}

func (s *slab) equal(o *slab) bool {
	return bytes.Equal(s.data, o.data) && slices.Equal(s.cuts, o.cuts) &&
		slices.Equal(s.slots[0], o.slots[0]) && slices.Equal(s.slots[1], o.slots[1])
}

package answer

import (
	"encoding/binary"
	"slices"
)

// Sizes of the fixed parts of messages and records (RFC 1035 4.1).
const (
	headerLen  = 12
	pointerLen = 2
	fixedLen   = 10 // type, class, TTL, RDLENGTH
	maxPointer = 0x3fff
	maxMessage = 0xffff
)

// toQuestion is a compression pointer to the name of the question.
const toQuestion = 0xc000 | headerLen

// block is one finished answer: the octets between question and OPT, which lie
// in the slab that it belongs to. Without pointers, so that the collector has
// nothing to walk.
//
// The records of the answer section own themselves by toQuestion. Those of
// steered sets hold no other pointer, so that they can be copied under another
// owner with their first two octets replaced.
type block struct {
	off    uint32
	answer uint16 // octets of the answer section
	full   uint16 // octets with every additional RRset
	an, ar uint16 // records of the answer section, of the whole additional section
	cut    uint32 // first of the cuts, in the slab's list
	cuts   uint16 // RRsets in the additional section
	stride uint16 // size of one record if all are of one size and may rotate, else 0
}

// cut is a place at which a block may end: behind a whole additional RRset.
type cut struct{ end, ar uint16 }

// slab holds blocks that are rendered together.
type slab struct {
	data []byte
	cuts []cut
	// Each block has a slot for askers that want no signatures and one for
	// those that do (RFC 3225). They are the same until zones are signed.
	slots [2][]block
}

// typeOf is the type of a block's first record.
func (s *slab) typeOf(b *block) uint16 {
	head := s.data[b.off:][:pointerLen+2]
	return binary.BigEndian.Uint16(head[pointerLen:])
}

// fit returns how many octets of b fit into room, and the additional records
// among them; ok is false if not even the answer section does.
func (s *slab) fit(b *block, room int) (n int, ar uint16, ok bool) {
	if int(b.full) <= room {
		return int(b.full), b.ar, true
	}
	return s.cutDown(b, room)
}

// cutDown is fit where not all of b fits.
func (s *slab) cutDown(b *block, room int) (n int, ar uint16, ok bool) {
	if int(b.answer) > room {
		return 0, 0, false
	}
	n = int(b.answer)
	for _, c := range s.cuts[b.cut : b.cut+uint32(b.cuts)] {
		if int(c.end) > room {
			break
		}
		n, ar = int(c.end), c.ar
	}
	return n, ar, true
}

// copyTo writes the first n octets of b to out. turn rotates the records of an
// answer section whose records are of one size: many clients only take the
// first address.
func (s *slab) copyTo(out []byte, b *block, n int, turn uint32) int {
	src := s.data[b.off : int(b.off)+n]
	if b.rotates() {
		return b.rotate(out, src, turn)
	}
	return copy(out, src)
}

// rotates reports whether there is more than one way to begin.
func (b *block) rotates() bool { return b.stride != 0 && b.an > 1 }

// rotate copies the octets of a block whose records have one size.
func (b *block) rotate(out, src []byte, turn uint32) int {
	split := int(turn%uint32(b.an)) * int(b.stride)
	m := copy(out, src[split:b.answer])
	m += copy(out[m:], src[:split])
	return m + copy(out[m:], src[b.answer:])
}

// builder renders one slab. It belongs to the goroutine that renders.
type builder struct {
	slab
	base  int // offset in the message of the current block
	start int // offset in data of the current block
	cur   block
	last  int // where the cuts start of the last block that has any
	limit int // of data, above which no additional section grows it; 0 for none
}

// begin starts a block for the owner of the given wire length.
func (b *builder) begin(ownerLen int) {
	b.base, b.start = headerLen+ownerLen+4, len(b.data)
	b.cur = block{off: uint32(b.start), cut: uint32(len(b.cuts))}
}

// offset is where the next octet will stand in the message.
func (b *builder) offset() int { return b.base + len(b.data) - b.start }

// record writes owner pointer, type, class, TTL and RDLENGTH of a record
// (RFC 1035 3.2.1). The RDATA is the caller's.
func (b *builder) record(owner, rrtype uint16, ttl uint32, rdlen int) {
	var head [pointerLen + fixedLen]byte // filled in place: a flip writes hundreds of thousands
	binary.BigEndian.PutUint16(head[0:], owner)
	binary.BigEndian.PutUint16(head[2:], rrtype)
	head[5] = 1 // IN
	binary.BigEndian.PutUint32(head[ttlAt:], ttl)
	binary.BigEndian.PutUint16(head[lengthAt:], uint16(rdlen))
	b.data = append(b.data, head[:]...)
}

// answered closes the answer section.
func (b *builder) answered(an int, stride int) {
	b.cur.answer, b.cur.an, b.cur.stride = uint16(len(b.data)-b.start), uint16(an), uint16(stride)
}

// additional appends a whole RRset, given as records with room for an owner in
// front of each, under an owner, and makes a cut behind it. What would not fit
// into any message is left off.
func (b *builder) additional(owner int, records []byte, n int) {
	if n == 0 || owner > maxPointer || b.offset()+len(records) > maxMessage {
		return
	}
	if b.limit > 0 && len(b.data)+len(records) > b.limit {
		return
	}
	at := len(b.data)
	b.data = append(b.data, records...)
	for at < len(b.data) {
		binary.BigEndian.PutUint16(b.data[at:], 0xc000|uint16(owner))
		at += pointerLen + fixedLen + int(binary.BigEndian.Uint16(b.data[at+lengthAt:]))
	}
	b.cut(n)
}

// cut makes a cut behind n more additional records.
func (b *builder) cut(n int) {
	b.cur.ar += uint16(n)
	b.cuts = append(b.cuts, cut{uint16(len(b.data) - b.start), b.cur.ar})
	b.cur.cuts++
}

// end closes the block and puts it into both slots. A block with the cuts of
// the last that had any shares them: most variants of a set only differ in
// order, and most sets of a large zone are alike.
func (b *builder) end() {
	b.cur.full = uint16(len(b.data) - b.start)
	if mine := b.cuts[b.cur.cut:]; len(mine) > 0 {
		if last := b.last; slices.Equal(b.cuts[last:min(last+len(mine), int(b.cur.cut))], mine) {
			b.cuts, b.cur.cut = b.cuts[:b.cur.cut], uint32(last)
		}
		b.last = int(b.cur.cut)
	}
	b.slots[0] = append(b.slots[0], b.cur)
	b.slots[1] = b.slots[0]
}

// reset empties the builder, keeping its memory.
func (b *builder) reset() {
	b.data, b.cuts, b.slots, b.last = b.data[:0], b.cuts[:0], [2][]block{b.slots[0][:0]}, 0
}

// take returns what the builder holds in memory of its own.
func (b *builder) take() slab {
	blocks := slices.Clone(b.slots[0])
	return slab{data: slices.Clone(b.data), cuts: slices.Clone(b.cuts), slots: [2][]block{blocks, blocks}}
}

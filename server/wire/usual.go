package wire

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"

	"geosrv/zones"
)

// Usual is a request of the shape that nearly all have: one question of class IN
// and no more, or behind it an OPT record without flags but DO, which has a
// client subnet or nothing in it. It is read in one go, without the steps that
// Query has for all that may be different. The reply starts with the same
// octets, so that question and OPT record go over to it word by word while they
// are read.
//
// Whoever can read neither with Usual nor wants to starts anew with Query, which
// says the same of every request that Usual reads, if its name is one: labels are
// not looked at before Labels, because who finds the name needs no such proof. The
// zero value is ready for Read. It is large: pass the pointer. Not safe for
// concurrent use.
type Usual struct {
	Hash uint64 // of the name, as zones.Key has it
	Len  int    // octets of the name
	End  int    // offset just behind the question
	Type uint16
	DO   uint8  // 1 if the asker wants signatures, else 0
	Size uint16 // UDP payload size as the client said it; 0 without EDNS

	// The client subnet: source 0 for none, or none that says where the asker is.
	// IPv6 ones have at most 64 bits.
	Family uint8
	Source uint8
	Addr   uint64 // from the left, all bits past Source zero

	// Subnets is how many replies there were to requests with a source above 0. It
	// may be read by anyone.
	Subnets atomic.Uint64

	head  uint64          // id, flags and the first counts
	opt   int             // octets of the OPT record, in the request as in the reply
	words [4]uint64       // of the OPT record in the reply, little end first
	off   [128]uint8      // where labels start
	room  [usualRoom]byte // for messages without room behind them
}

const (
	// usualBody is room for what stands behind the header of any request of the
	// usual shape, wherever its name ends: name, type and class, and an OPT record
	// with a client subnet of 64 bits, read in words. A request in a buffer with so
	// much room is not copied.
	usualBody = zones.KeyRoom + 4 + maxUsualOPT + 8
	usualRoom = HeaderLen + usualBody
	// maxUsualOPT is the longest OPT record of the usual shape.
	maxUsualOPT = optLen + optionHead + subnetHead + 8
	// UsualOut is the least room that a reply must have behind what it says.
	UsualOut = 32
)

// Room is for a message of any size.
type Room = [MaxTCP]byte

// Read reads a request and writes the question where it will stand in the
// reply. False: it is not usual, and nothing that was read or written counts. It
// allocates nothing; of the octets behind len(msg) it may read those up to
// cap(msg), which mean nothing.
func (u *Usual) Read(msg []byte, out *Room) bool {
	size := len(msg)
	if size > usualRoom-8 {
		return false
	}
	from := &u.room
	if cap(msg) < usualRoom {
		copy(u.room[:], msg)
	} else {
		from = (*[usualRoom]byte)(msg[:usualRoom])
	}
	u.head = binary.BigEndian.Uint64(from[:])
	records := binary.BigEndian.Uint32(from[8:])
	// A query, with one question, and an additional record at most.
	const fixed = uint64(FlagQR|15<<11) << 32
	if u.head&(fixed|0xffff_ffff) != 1<<16 || records > 1 {
		return false
	}
	return u.question((*[usualBody]byte)(from[HeaderLen:]), (*[usualBody]byte)(out[HeaderLen:]), size, records)
}

// question reads the question, by its words: the name ends with the first octet
// that is zero. So it does in every name but those with a zero inside of a label,
// which are cut short here, and found by nobody and refused by Labels for it. Then it
// goes on with the records behind it, in a message of size octets.
func (u *Usual) question(asked, reply *[usualBody]byte, size int, records uint32) bool {
	at, hash := uint8(0), zones.HashSeed // uint8 because it spares the bounds checks
	_, reply[0] = asked[0], 0            // spares the loop looking for nil
	var word, end uint64
	for {
		word = binary.LittleEndian.Uint64(asked[at : int(at)+8])
		binary.LittleEndian.PutUint64(reply[at:int(at)+8], word)
		if end = zones.ZeroOctets(word); end != 0 {
			break
		}
		hash = zones.HashWord(hash, word)
		if at += 8; at == 0 {
			return false // no name has 256 octets
		}
	}
	u.Hash = zones.HashEnd(zones.HashWord(hash, word&(end^(end-1)))) // up to the first zero
	at += uint8(bits.TrailingZeros64(end)>>3) + 1
	tail := binary.BigEndian.Uint32(asked[at : int(at)+4])
	binary.BigEndian.PutUint32(reply[at:int(at)+4], tail)
	u.Len, u.Type, u.End = int(at), uint16(tail>>16), HeaderLen+int(at)+4
	if at == 0 || uint16(tail) != ClassIN || !usualType(u.Type) {
		return false
	}
	if records == 0 {
		u.opt, u.DO, u.Size, u.Source = 0, 0, 0, 0
		return u.End == size
	}
	return u.edns(asked, at, size-u.End)
}

// Name is the name that was asked for, in the reply that Read began, and what
// stands behind it.
func (u *Usual) Name(out *Room) *[zones.KeyRoom]byte { return (*[zones.KeyRoom]byte)(out[HeaderLen:]) }

// Suffix is Name from an octet of it on.
func (u *Usual) Suffix(out *Room, at int) *[zones.KeyRoom]byte {
	return (*[zones.KeyRoom]byte)(out[HeaderLen+at:])
}

// Labels is how many labels the name has without the root, from the reply that Read
// began; less than 0 if it is no name, and so the request not usual.
func (u *Usual) Labels(out *Room) (labels int) {
	name, at := u.Name(out), uint8(0)
	for {
		u.off[labels&127] = at
		label := name[at]
		if label == 0 {
			break
		}
		if label > maxLabelLen || int(at)+1+int(label) >= u.Len {
			return -1
		}
		labels++
		at += 1 + label
	}
	if int(at)+1 != u.Len {
		return -1
	}
	return labels
}

// Off is where a label of the name starts, when Labels was called; that behind the
// last is the root's.
func (u *Usual) Off(label int) int { return int(u.off[label&127]) }

// usualType leaves out the types that stand for something else than a set of
// the name, or are to be refused. Above those are a few that nobody is in a hurry
// for.
func usualType(t uint16) bool { return t < TypeIXFR && t != TypeDS && t != TypeNXNAME }

// edns reads what stands behind the question, of size octets. Words are read
// little end first, so that nothing has to be turned round on its way to the
// reply: the first octet of a record is the lowest of its first word.
func (u *Usual) edns(body *[usualBody]byte, name uint8, size int) bool {
	if size < optLen || size > maxUsualOPT {
		return false
	}
	// Owner, type, size, rcode, version, and half of the flags; the other half,
	// the length of the data, and option and its length.
	record := (*[40]byte)(body[int(name)+4:])
	word, next := binary.LittleEndian.Uint64(record[:]), binary.LittleEndian.Uint64(record[8:])
	const (
		sizeOctets = uint64(0xffff) << 24
		flagDO     = uint64(1) << 63
		ourSize    = uint64(MaxUDP&0xff<<8|MaxUDP>>8) << 24
	)
	if word&^(sizeOctets|flagDO) != uint64(TypeOPT)<<16 {
		return false
	}
	u.words[0], u.words[1] = word&^sizeOctets|ourSize, next
	u.opt, u.Size, u.DO, u.Source = size, bits.ReverseBytes16(uint16(word>>24)), uint8(word>>63), 0
	if size == optLen {
		return next&0xff_ffff == 0
	}
	// The option of a client subnet has size octets with its head; then family,
	// source, scope and as many octets of the address as source bits need.
	if next != uint64(size-optLen)<<16|optionSubnet<<32|uint64(size-optLen-optionHead)<<48 {
		return false
	}
	word = binary.LittleEndian.Uint64(record[16:])
	u.words[2], u.words[3] = word, binary.LittleEndian.Uint64(record[24:])
	const head = optLen + optionHead + subnetHead
	family, source := uint8(word), uint8(word>>8)
	addr := binary.BigEndian.Uint64(record[head:])
	kept := addr &^ (^uint64(0) >> source) // what stands behind the octets belongs to nobody
	u.Family, u.Source, u.Addr = family, source, kept
	return family-FamilyIPv4 <= FamilyIPv6-FamilyIPv4 && source <= family<<5 && word&0xff_0000 == 0 &&
		size == head+addrOctets(source) && (source&7 == 0 || (addr^kept)>>(64-(source|7)-1) == 0)
}

// Limit is Query.Limit.
func (u *Usual) Limit(udp bool) int {
	if !udp {
		return MaxTCP
	}
	return min(max(int(u.Size), MinUDP), MaxUDP)
}

// OptLen is how many octets Finish appends.
func (u *Usual) OptLen() int { return u.opt }

// Counts are how many records the sections of a reply have: answer, authority and
// additional, 16 bits each, as a header has them.
type Counts uint64

// Finish writes the header of the reply, and our OPT record behind its n
// octets, where there must be room for UsualOut; it returns the length. The
// counts are those of the records between, and it has AA. What stands behind
// the length may be spoilt. scope is the client subnet's.
func (u *Usual) Finish(out *Room, n, rcode int, records Counts, scope uint8) int {
	const kept = 0xffff_0000_0000_0000 | uint64(FlagRD)<<32
	const answers = uint64(FlagQR|FlagAA)<<32 | 1<<16
	binary.BigEndian.PutUint64(out[:], u.head&kept|answers|uint64(rcode)<<32|uint64(records>>32))
	if u.opt == 0 {
		binary.BigEndian.PutUint32(out[8:], uint32(records))
		return n
	}
	binary.BigEndian.PutUint32(out[8:], uint32(records)+1)
	record := (*[UsualOut]byte)(out[n:])
	binary.LittleEndian.PutUint64(record[:], u.words[0])
	binary.LittleEndian.PutUint64(record[8:], u.words[1])
	if u.opt > optLen {
		rest := u.words[2]
		if u.Source > 0 { // RFC 7871 7.2.1: 0 bits have scope 0
			rest |= uint64(scope) << 16
			u.Subnets.Add(1)
		}
		binary.LittleEndian.PutUint64(record[16:], rest)
		binary.LittleEndian.PutUint64(record[24:], u.words[3])
	}
	return n + u.opt
}

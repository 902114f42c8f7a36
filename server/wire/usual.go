package wire

import (
	"encoding/binary"

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
// says the same of every request that Usual reads. The zero value is ready for
// Read. It is large: pass the pointer. Not safe for concurrent use.
type Usual struct {
	Name zones.Key
	Type uint16
	End  int    // offset just behind the question
	DO   uint8  // 1 if the asker wants signatures, else 0
	Size uint16 // UDP payload size as the client said it; 0 without EDNS

	// The client subnet: source 0 for none, or none that says where the asker is.
	// IPv6 ones have at most 64 bits.
	Family uint8
	Source uint8
	Addr   uint64 // from the left, all bits past Source zero

	head  uint64 // id, flags and the first counts
	opt   int    // octets of the OPT record, in the request as in the reply
	words [4]uint64
	room  [usualRoom]byte // for messages without room behind them
}

const (
	// usualRoom is more than any request of the usual shape has: header, name,
	// type and class, and an OPT record with a client subnet of 64 bits. A
	// request in a buffer with that much room is not copied.
	usualRoom = HeaderLen + zones.KeyRoom + 4 + maxUsualOPT + 8
	// maxUsualOPT is the longest OPT record of the usual shape.
	maxUsualOPT = optLen + optionHead + subnetHead + 8
	// UsualOut is the least room that a reply must have behind what it says.
	UsualOut = 32
)

// Read reads a request and writes the question where it will stand in the
// reply, into out, which must have room for usualRoom. False: it is not usual,
// and nothing that was read or written counts. It allocates nothing; of the
// octets behind len(msg) it may read those up to cap(msg), which mean nothing.
func (u *Usual) Read(msg, out []byte) bool {
	size := len(msg)
	if size > usualRoom-8 || len(out) < usualRoom {
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
	if u.head&(fixed|0xffff_ffff) != 1<<16 || records > 1 || !u.question(from, (*[usualRoom]byte)(out), size) {
		return false
	}
	if records == 0 {
		u.opt, u.DO, u.Size, u.Source = 0, 0, 0, 0
		return u.End == size
	}
	return u.edns(from, size-u.End)
}

// question reads the question of a message of size octets. See Query.question.
func (u *Usual) question(msg, out *[usualRoom]byte, size int) bool {
	asked := (*[zones.KeyRoom]byte)(msg[HeaderLen : HeaderLen+zones.KeyRoom])
	k := &u.Name
	labels, at := 0, uint8(0) // uint8 because it spares the bounds checks
	for end := min(size-HeaderLen-4, maxNameLen); ; {
		if int(at) >= end {
			return false
		}
		k.Off[labels&127] = at
		label := asked[at]
		at++
		if label == 0 {
			break
		}
		if label > maxLabelLen || int(at)+int(label) > maxNameLen {
			return false
		}
		labels++
		at += label
	}
	k.Len, k.Labels = int(at), labels
	k.Hash = echo(&k.Wire, (*[zones.KeyRoom]byte)(out[HeaderLen:HeaderLen+zones.KeyRoom]), asked, int(at))
	tail := binary.BigEndian.Uint32(asked[at : int(at)+4])
	binary.BigEndian.PutUint32(out[HeaderLen+int(at):HeaderLen+int(at)+4], tail)
	u.Type, u.End = uint16(tail>>16), HeaderLen+int(at)+4
	return uint16(tail) == ClassIN && usualType(u.Type)
}

// echo copies a name of size octets to where it is kept and to the reply, and
// returns its hash.
func echo(key, reply, asked *[zones.KeyRoom]byte, size int) (hash uint64) {
	hash = zones.HashSeed(size)
	at := uint8(0)
	for ; int(at)+8 < size; at += 8 {
		word := binary.LittleEndian.Uint64(asked[at : int(at)+8])
		binary.LittleEndian.PutUint64(key[at:int(at)+8], word)
		binary.LittleEndian.PutUint64(reply[at:int(at)+8], word)
		hash = zones.HashWord(hash, word)
	}
	word := binary.LittleEndian.Uint64(asked[at : int(at)+8])
	binary.LittleEndian.PutUint64(key[at:int(at)+8], word)
	binary.LittleEndian.PutUint64(reply[at:int(at)+8], word)
	return zones.HashWord(hash, word<<(uint(int(at)+8-size)*8))
}

// usualType leaves out the types that stand for something else than a set of
// the name, or are to be refused.
func usualType(t uint16) bool { return t != TypeDS && t != TypeNXNAME && t-TypeIXFR > TypeANY-TypeIXFR }

// edns reads what stands behind the question, of size octets.
func (u *Usual) edns(msg *[usualRoom]byte, size int) bool {
	if size < optLen || size > maxUsualOPT {
		return false
	}
	record := (*[40]byte)(msg[u.End : u.End+40])
	// Owner, type, size, rcode, version, and half of the flags; the other half,
	// the length of the data, and option and its length; family, source, scope.
	word, next, rest := binary.BigEndian.Uint64(record[:]), binary.BigEndian.Uint64(record[8:]), binary.BigEndian.Uint64(record[16:])
	if word&^(0xffff<<24|uint64(FlagDO>>8)) != uint64(TypeOPT)<<40 {
		return false
	}
	u.words = [4]uint64{word&^(0xffff<<24) | uint64(MaxUDP)<<24, next, rest, binary.BigEndian.Uint64(record[24:])}
	u.opt, u.Size, u.DO, u.Source = size, uint16(word>>24), uint8(word>>7&1), 0
	if size == optLen {
		return next>>40 == 0
	}
	return u.subnet(next, rest, record, size-optLen)
}

// subnet reads the option of a client subnet, which has size octets with its
// head.
func (u *Usual) subnet(next, rest uint64, record *[40]byte, size int) bool {
	octets := size - optionHead - subnetHead
	if octets < 0 || next != uint64(size)<<40|optionSubnet<<24|uint64(size-optionHead)<<8 {
		return false
	}
	family, source, scope := uint8(rest>>56), uint8(rest>>48), uint8(rest>>40)
	most := uint8(32)
	if family == FamilyIPv6 {
		most = 64
	}
	// What stands behind the address belongs to nobody.
	addr := binary.BigEndian.Uint64(record[optLen+optionHead+subnetHead:]) & (^uint64(0) << (64 - 8*octets))
	u.Family, u.Source, u.Addr = family, source, addr
	return family-FamilyIPv4 <= FamilyIPv6-FamilyIPv4 && source <= most && scope == 0 &&
		octets == addrOctets(source) && addr<<source == 0
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

// Finish writes the header of the reply, and our OPT record behind its n
// octets, where there must be room for UsualOut; it returns the length. The
// counts are those of the records between, and it has AA. What stands behind
// the length may be spoilt. scope is the client subnet's.
func (u *Usual) Finish(out []byte, n int, rcode int, an, ns, ar uint16, scope uint8) int {
	const kept = 0xffff_0000_0000_0000 | uint64(FlagRD)<<32
	head := u.head&kept | uint64(FlagQR|FlagAA|uint16(rcode))<<32 | 1<<16 | uint64(an)
	if u.opt > 0 {
		ar++
	}
	binary.BigEndian.PutUint64(out, head)
	binary.BigEndian.PutUint32(out[8:], uint32(ns)<<16|uint32(ar))
	if u.opt == 0 {
		return n
	}
	record := (*[UsualOut]byte)(out[n : n+UsualOut])
	rest := u.words[2]
	if u.Source > 0 { // RFC 7871 7.2.1: 0 bits have scope 0
		rest |= uint64(scope) << 40
	}
	binary.BigEndian.PutUint64(record[:], u.words[0])
	binary.BigEndian.PutUint64(record[8:], u.words[1])
	binary.BigEndian.PutUint64(record[16:], rest)
	binary.BigEndian.PutUint64(record[24:], u.words[3])
	return n + u.opt
}

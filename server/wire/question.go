package wire

import (
	"encoding/binary"

	"geosrv/zones"
)

// question reads the one question, which starts right behind the header. It
// says false, and leaves End at HeaderLen, if there is none to echo.
func (q *Query) question(msg []byte) bool {
	end := q.name(msg)
	if end == 0 || len(msg) < end+4 {
		q.Name.Len, q.Name.Labels = 0, 0
		return false
	}
	lower(q.Name.Wire[:q.Name.Len], msg[HeaderLen:end])
	q.Name.Index()
	q.NameLen = q.Name.Len
	q.Type = binary.BigEndian.Uint16(msg[end:])
	q.Class = binary.BigEndian.Uint16(msg[end+2:])
	q.End = end + 4
	return true
}

// name finds the labels of the question's name and returns the offset just
// behind it, 0 if it is no name. Nothing stands before the question that a
// compression pointer could point to, so each one is an error: there is no
// code here that follows one (RFC 9267 2).
func (q *Query) name(msg []byte) int {
	// A name has 255 octets at most (RFC 1035 2.3.4): what is behind is not
	// looked at.
	if len(msg) > HeaderLen+maxNameLen {
		msg = msg[:HeaderLen+maxNameLen]
	}
	k := &q.Name
	labels := 0
	for at := HeaderLen; at < len(msg); {
		k.Off[labels&127] = uint8(at - HeaderLen) // 127 labels at most fit: the mask only spares the bounds check
		size := int(msg[at])
		if size == 0 {
			k.Labels = labels
			k.Len = at + 1 - HeaderLen
			return at + 1
		}
		if size > maxLabelLen {
			return 0 // a pointer (11), or a label type that is not used (01, 10)
		}
		labels++
		at += 1 + size
	}
	return 0
}

// lower copies src to dst, which is as long, and turns ASCII letters to lower
// case (RFC 4343 3). A whole name can go through at once: a length octet is 63
// at most, below the letters. Eight octets a step.
func lower(dst, src []byte) {
	for len(src) >= 8 {
		binary.LittleEndian.PutUint64(dst, zones.Lower(binary.LittleEndian.Uint64(src)))
		src, dst = src[8:], dst[8:]
	}
	for i, c := range src {
		if c-'A' < 26 {
			c |= 0x20
		}
		dst[i] = c
	}
}

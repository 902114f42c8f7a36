package differ

import (
	"encoding/binary"
	"fmt"
)

// Parts of a message, RFC 1035 4.1, in octets.
const (
	headerSize   = 12
	questionSize = 4  // type and class behind the name
	fixedSize    = 10 // type, class, TTL and length of a record's data
)

// pointerBits are those that tell a pointer from a label, RFC 1035 4.1.4.
const pointerBits = 0xc0

// itselfError says that the owner of an additional record is a pointer at
// itself. Such a name has no end: a pointer stands for a prior occurrence of a
// name (RFC 1035 4.1.4).
type itselfError struct{ at int }

func (e *itselfError) Error() string {
	return fmt.Sprintf("the pointer at octet %d is one at itself", e.at)
}

// endItself returns a message in which owners of additional records that are
// pointers at themselves end at once: they become the root, so that all else
// can be read and compared. It follows no pointer, so it ends. The error is an
// *itselfError if there are such, or nil; what is damaged in another way stays
// as it is.
func endItself(wire []byte) (mended []byte, err error) {
	if len(wire) < headerSize || binary.BigEndian.Uint16(wire[4:]) != 1 {
		return wire, nil
	}
	at := behind(wire, headerSize)
	if at == 0 || wire[at-1] != 0 {
		return wire, nil
	}
	root := at - 1
	at += questionSize
	before := int(binary.BigEndian.Uint16(wire[6:])) + int(binary.BigEndian.Uint16(wire[8:]))
	mended = wire
	for i := range before + int(binary.BigEndian.Uint16(wire[10:])) {
		owner := at
		if at = behind(wire, at); at == 0 || at+fixedSize > len(wire) {
			break
		}
		if i >= before && at == owner+2 && owner < 1<<14 && binary.BigEndian.Uint16(wire[owner:]) == pointerBits<<8|uint16(owner) {
			if err == nil {
				mended, err = append([]byte(nil), wire...), &itselfError{owner}
			}
			binary.BigEndian.PutUint16(mended[owner:], pointerBits<<8|uint16(root))
		}
		at += fixedSize + int(binary.BigEndian.Uint16(wire[at+fixedSize-2:]))
	}
	return mended, err
}

// behind is where a name of a message ends, 0 if it doesn't: behind its first
// pointer or the root.
func behind(wire []byte, at int) int {
	for at < len(wire) {
		switch c := int(wire[at]); {
		case c == 0:
			return at + 1
		case c&pointerBits == pointerBits && at+1 < len(wire):
			return at + 2
		case c&pointerBits != 0:
			return 0
		default:
			at += 1 + c
		}
	}
	return 0
}

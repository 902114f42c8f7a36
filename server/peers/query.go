package peers

import (
	"encoding/binary"
	"net/netip"
)

// Sizes of a message (RFC 1035 4.1.1, 4.2.2; RFC 6891 6.2.5).
const (
	headerLen   = 12
	maxUDP      = 1232
	maxMessage  = 65535
	classIN     = 1
	typeOPT     = 41
	subnetCode  = 8  // EDNS client subnet (RFC 7871 6)
	subnetBits  = 24 // and how much of nowhere is told
	subnetBytes = 3
)

// nowhere is an address that no database places: of the former class E (RFC
// 1112 4). Without a client subnet we would be asked from where we are, and two
// nameservers with databases of different weeks might place us differently.
func nowhere() netip.Addr { return netip.AddrFrom4([4]byte{240, 0, 0, 0}) }

// query writes a question as a message, with no wish for recursion, room for
// large replies, and nowhere as the client's subnet.
func (q *Question) query(id uint16) []byte {
	b := binary.BigEndian.AppendUint16(make([]byte, 0, maxUDP), id)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)
	b = append(b, q.Owner...)
	b = binary.BigEndian.AppendUint16(b, q.Type)
	b = binary.BigEndian.AppendUint16(b, classIN)
	b = append(b, 0) // the root owns the OPT record
	b = binary.BigEndian.AppendUint16(b, typeOPT)
	b = binary.BigEndian.AppendUint16(b, maxUDP)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, 4+4+subnetBytes)
	b = binary.BigEndian.AppendUint16(b, subnetCode)
	b = binary.BigEndian.AppendUint16(b, 4+subnetBytes)
	b = append(b, 0, 1, subnetBits, 0) // IPv4, and no scope
	at := nowhere().As4()
	return append(b, at[:subnetBytes]...)
}

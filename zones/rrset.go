package zones

import "encoding/binary"

// maxTTL is the largest TTL in seconds (RFC 2181 8).
const maxTTL = 1<<31 - 1

// recordHead is the octets of type, class, TTL and RDLENGTH (RFC 1035 3.2.1).
const recordHead = 10

// ttlAt is where the TTL starts in a record without its owner.
const ttlAt = 4

// RRset is a read-only view of one RRset of a zone. It is a value that points
// into its zone: copy it freely, never write to Wire. The zero value is an
// empty set.
type RRset struct {
	Type, Class uint16
	TTL         uint32 // seconds: the lowest of the set's records, at most 2^31-1
	Count       int    // records
	// Wire is the records one behind the other, in the order of the file, each
	// as type(2) class(2) ttl(4) rdlength(2) rdata; names in RDATA are
	// uncompressed. An owner in front of each makes it a section.
	Wire []byte
}

// Records calls yield with the number and the RDATA of each record, for
// range-over-func. The RDATA is the zone's own: not to be written to.
func (s RRset) Records(yield func(i int, rdata []byte) bool) {
	wire := s.Wire
	for i := 0; i < s.Count; i++ {
		end := recordHead + int(binary.BigEndian.Uint16(wire[8:]))
		if !yield(i, wire[recordHead:end:end]) {
			return
		}
		wire = wire[end:]
	}
}

// appendRecord appends one record, without an owner, to wire.
func appendRecord(wire []byte, rrtype uint16, ttl uint32, rdata []byte) []byte {
	wire = binary.BigEndian.AppendUint16(wire, rrtype)
	wire = binary.BigEndian.AppendUint16(wire, classIN)
	wire = binary.BigEndian.AppendUint32(wire, ttl)
	wire = binary.BigEndian.AppendUint16(wire, uint16(len(rdata)))
	return append(wire, rdata...)
}

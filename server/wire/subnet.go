package wire

import (
	"encoding/binary"
	"net/netip"
)

// Subnet is an EDNS client subnet as the client sent it (RFC 7871 6). The zero
// value is "none sent". Copy it freely.
type Subnet struct {
	Present bool
	Family  uint8    // FamilyIPv4 or FamilyIPv6; FamilyNone only with Source 0
	Source  uint8    // leading bits of Addr that count: 0 to 32 or 128
	Addr    [16]byte // the address from the left, all bits past Source zero
}

// Address is the lowest address of the subnet; not valid if there is none.
func (s *Subnet) Address() netip.Addr {
	switch s.Family {
	case FamilyIPv4:
		return netip.AddrFrom4([4]byte(s.Addr[:4]))
	case FamilyIPv6:
		return netip.AddrFrom16(s.Addr)
	}
	return netip.Addr{}
}

// parse reads the option's data, as strictly as RFC 7871 7.1.2 and 7.2.1 want
// it: scope 0, as many address octets as the source says, no bit set past it.
// Anything else is malformed (false), not a guess.
func (s *Subnet) parse(data []byte) bool {
	if len(data) < subnetHead {
		return false
	}
	family, source, scope := binary.BigEndian.Uint16(data), data[2], data[3]
	addr := data[subnetHead:]
	if family > uint16(FamilyIPv6) || source > familyBits(uint8(family)) || scope != 0 {
		return false
	}
	if len(addr) != addrOctets(source) {
		return false
	}
	if spare := source & 7; spare != 0 && addr[len(addr)-1]<<spare != 0 {
		return false
	}
	s.Present, s.Family, s.Source = true, uint8(family), source
	copy(s.Addr[:], addr)
	return true
}

// optionLen is how many octets the option takes in a reply, 0 if none is due.
func (s *Subnet) optionLen() int {
	if !s.Present {
		return 0
	}
	return optionHead + subnetHead + addrOctets(s.Source)
}

// put writes the option with its scope into out, and returns its length.
// Family, source and address go back as they came (RFC 7871 7.2.1). A source
// of 0 bits asks for an answer that is not tailored: its scope is 0.
func (s *Subnet) put(out []byte, scope uint8) int {
	if s.Source == 0 {
		scope = 0
	}
	octets := addrOctets(s.Source)
	n := putOption(out, optionSubnet, subnetHead+octets)
	binary.BigEndian.PutUint16(out[n:], uint16(s.Family))
	out[n+2], out[n+3] = s.Source, scope
	return n + subnetHead + copy(out[n+subnetHead:], s.Addr[:octets])
}

// familyBits is the length of an address of the family, in bits.
func familyBits(family uint8) uint8 {
	switch family {
	case FamilyIPv4:
		return 32
	case FamilyIPv6:
		return 128
	}
	return 0
}

// addrOctets is how many octets hold that many bits.
func addrOctets(bits uint8) int { return (int(bits) + 7) / 8 }

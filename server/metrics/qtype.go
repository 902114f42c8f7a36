package metrics

// Type is how a query is counted by its type: one of a closed list, whatever a
// packet says. It fits into five bits.
type Type uint8

// types is how many there are.
const types = 19

// OtherType is what is not in the list.
const OtherType Type = 0

// TypeOf is that of a type on the wire.
func TypeOf(wire uint16) Type {
	switch wire {
	case 1:
		return 1
	case 28:
		return 2
	case 33:
		return 3
	case 65:
		return 4
	case 2:
		return 5
	case 6:
		return 6
	case 5:
		return 7
	case 12:
		return 8
	case 15:
		return 9
	case 16:
		return 10
	case 35:
		return 11
	case 43:
		return 12
	case 48:
		return 13
	case 52:
		return 14
	case 64:
		return 15
	case 255:
		return 16
	case 257:
		return 17
	case 251, 252:
		return 18
	}
	return OtherType
}

// String is the value of the label.
func (t Type) String() string {
	if int(t) >= types {
		t = OtherType
	}
	return [types]string{
		"other", "A", "AAAA", "SRV", "HTTPS", "NS", "SOA", "CNAME", "PTR", "MX", "TXT", "NAPTR", "DS", "DNSKEY",
		"TLSA", "SVCB", "ANY", "CAA", "transfer",
	}[t]
}

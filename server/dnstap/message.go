package dnstap

import "encoding/binary"

// Numbers of dnstap.proto.
const (
	typeMessage  = 1 // Dnstap.Type
	authResponse = 2 // Message.Type
	inet, inet6  = 1, 2
	udp, tcp     = 1, 2
)

// Wire types of protocol buffers.
const (
	varint = 0
	octets = 2
	fixed4 = 5
)

// appendDnstap appends an exchange as a Dnstap message. version and identity are
// those of the server; identity may be empty. scratch is lent.
func appendDnstap(to []byte, x *Exchange, identity, version string, scratch *[]byte) []byte {
	m := (*scratch)[:0]
	m = appendNumber(m, 1, authResponse)
	family, address := uint64(inet), x.From.Addr()
	if !address.Is4() {
		family = inet6
	}
	m = appendNumber(m, 2, family)
	way := uint64(udp)
	if x.TCP {
		way = tcp
	}
	m = appendNumber(m, 3, way)
	whole := address.As16()
	if address.Is4() {
		m = appendOctets(m, 4, whole[12:])
	} else {
		m = appendOctets(m, 4, whole[:])
	}
	m = appendNumber(m, 6, uint64(x.From.Port()))
	for _, f := range [...]struct {
		seconds, nanoseconds int
		message              int
		text                 []byte
	}{{8, 9, 10, x.Query}, {12, 13, 14, x.Reply}} {
		m = appendNumber(m, f.seconds, uint64(x.At.Unix()))
		m = binary.AppendUvarint(m, uint64(f.nanoseconds<<3|fixed4))
		m = binary.LittleEndian.AppendUint32(m, uint32(x.At.Nanosecond()))
		m = appendOctets(m, f.message, f.text)
	}
	*scratch = m
	if identity != "" {
		to = appendOctets(to, 1, []byte(identity))
	}
	if version != "" {
		to = appendOctets(to, 2, []byte(version))
	}
	to = appendOctets(to, 14, m)
	return appendNumber(to, 15, typeMessage)
}

func appendNumber(to []byte, field int, n uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, uint64(field<<3|varint)), n)
}

func appendOctets(to []byte, field int, text []byte) []byte {
	to = binary.AppendUvarint(to, uint64(field<<3|octets))
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

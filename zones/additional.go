package zones

import "encoding/binary"

// AtOwner is the Offset of an Additional that is the owner itself.
const AtOwner = -1

// Additional is what may go into the additional section of an answer for the
// sake of one of its records. It is a value.
type Additional struct {
	Name   Name // never the root
	Offset int  // where the name starts in the RDATA, or AtOwner
	// Service says that the SRV records of the name are wanted; else its
	// addresses are.
	Service bool
	// Binding is the type of the service bindings that are wanted beside its
	// addresses: SVCB, HTTPS, or 0 for none.
	Binding uint16
}

// Additional is what a record of this set asks for: the addresses of an NS, MX
// or SRV (RFC 1035 3.3, RFC 2782), of the TargetName of an SVCB or HTTPS, where
// "." in ServiceMode is the owner (RFC 9460 2.5), with the records of the same
// type of a TargetName that is another name (RFC 9460 4.1), and of a NAPTR with
// the flag A; with the flag S it is SRV records (RFC 3403 4.2, RFC 3404 4.3). An
// alias asks for none: what stands behind it is the answer itself.
//
// ok is false for all else, and for the root, which says in all of them that
// there is nothing. It allocates: for use at load.
func (s RRset) Additional(owner Name, rdata []byte) (a Additional, ok bool) {
	a.Offset = -1
	switch s.Type {
	case typeNS, typeMX, typeSRV:
		a.Offset, _ = targetOffset(s.Type)
	case typeSVCB, typeHTTPS:
		a.Offset = 2
	case typeNAPTR:
		a.Offset, a.Service = replacement(rdata)
	}
	if a.Offset < 0 || a.Offset >= len(rdata) {
		return a, false
	}
	end, ok := nameEnd(rdata[a.Offset:])
	if !ok {
		return a, false
	}
	a.Name, ok = NameOfWire(rdata[a.Offset : a.Offset+end])
	if ok && (s.Type == typeSVCB || s.Type == typeHTTPS) {
		s.binding(&a, owner, binary.BigEndian.Uint16(rdata))
	}
	return a, ok && a.Name != Root
}

// binding completes what an SVCB or HTTPS record asks for. Of the owner the
// bindings are the answer itself.
func (s RRset) binding(a *Additional, owner Name, priority uint16) {
	switch {
	case a.Name == Root && priority > 0:
		a.Name, a.Offset = owner, AtOwner
	case a.Name != owner:
		a.Binding = s.Type
	}
}

// replacement finds where the name of a NAPTR record starts that leads to
// addresses or to SRV records; -1 if there is none (RFC 3403 4.1).
func replacement(rdata []byte) (offset int, service bool) {
	const numbers = 4 // octets of order and preference
	at := numbers
	for range 3 { // flags, services, regular expression
		if at >= len(rdata) {
			return -1, false
		}
		at += 1 + int(rdata[at])
	}
	if rdata[numbers] != 1 {
		return -1, false
	}
	switch lowerOctet(rdata[numbers+1]) {
	case 'a':
		return at, false
	case 's':
		return at, true
	}
	return -1, false
}

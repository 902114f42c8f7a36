package zones

// targetOffset is where the domain name starts in the RDATA of a type whose
// RDATA ends in one. ok is false for all other types.
func targetOffset(rrtype uint16) (offset int, ok bool) {
	switch rrtype {
	case typeNS, typeCNAME, typeDNAME, typePTR:
		return 0, true
	case typeMX:
		return 2, true
	case typeSRV:
		return 6, true
	}
	return 0, false
}

// Target is the domain name that a record of this set leads to, in lower case:
// NS, CNAME, DNAME, PTR, MX and SRV. ok is false for other types and for RDATA
// that is not one of the set's. It allocates: for use at load.
func (s RRset) Target(rdata []byte) (n Name, ok bool) {
	offset, ok := targetOffset(s.Type)
	if !ok || len(rdata) < offset {
		return "", false
	}
	return NameOfWire(rdata[offset:])
}

// TargetHash is the hash of Target, which it does not make: for those who look
// for a few names among very many records.
func (s RRset) TargetHash(rdata []byte) (hash uint64, ok bool) {
	offset, ok := targetOffset(s.Type)
	if !ok || len(rdata) < offset || len(rdata)-offset > maxNameOctets {
		return 0, false
	}
	var wire [maxNameOctets]byte
	for i, c := range rdata[offset:] {
		wire[i] = lowerOctet(c)
	}
	return hashOf(wire[:len(rdata)-offset]), true
}

// AsksMore reports whether there are records of a type that ask for others: of
// all other types, Additional is never ok.
func AsksMore(rrtype uint16) bool {
	switch rrtype {
	case typeNS, typeMX, typeSRV, typeNAPTR, typeSVCB, typeHTTPS:
		return true
	}
	return false
}

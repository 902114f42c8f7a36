package zones

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// addSets gathers the records into RRsets, by node and type, and says of each
// node where its sets start.
func (l *loader) addSets(z *Zone) {
	slices.SortStableFunc(l.records, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.rrtype, b.rrtype))
	})
	z.wire = make([]byte, 0, len(l.rdata)+recordHead*len(l.records))
	at := 0
	for id := range z.nodes {
		z.nodes[id].first = uint32(len(z.sets))
		for at < len(l.records) && l.records[at].owner == int32(id) {
			end := at + 1
			for end < len(l.records) && l.records[end].owner == int32(id) && l.records[end].rrtype == l.records[at].rrtype {
				end++
			}
			l.addSet(z, l.records[at:end])
			at = end
		}
	}
}

// addSet makes one RRset of records of one node and type, in the order of the
// file. Equal records collapse into the first (RFC 2181 5), the TTL is the
// lowest of all (RFC 2181 5.2).
func (l *loader) addSet(z *Zone, records []record) {
	s := set{
		offset: uint32(len(z.wire)),
		ttl:    records[0].ttl,
		line:   records[0].line,
		rrtype: records[0].rrtype,
	}
	for _, r := range records {
		s.ttl = min(s.ttl, r.ttl)
	}
	var kept []record
	for _, r := range records {
		if slices.ContainsFunc(kept, func(k record) bool { return l.sameData(k, r) }) {
			continue
		}
		if len(kept) == MaxRecords {
			l.add(int(r.line), fmt.Sprintf("more than %d %s records at %s", MaxRecords, typeName(r.rrtype), z.NameOf(r.owner)), "")
			break
		}
		kept = append(kept, r)
		z.wire = appendRecord(z.wire, r.rrtype, s.ttl, l.data(r))
	}
	s.count = uint16(len(kept))
	s.size = uint32(len(z.wire)) - s.offset
	if s.size > MaxSetOctets {
		l.add(int(s.line), fmt.Sprintf("the %s records at %s take %d octets", typeName(s.rrtype), z.NameOf(records[0].owner), s.size),
			fmt.Sprintf("at most %d, so that one message can carry them", MaxSetOctets))
	}
	z.sets = append(z.sets, s)
}

// data is the RDATA of a record.
func (l *loader) data(r record) []byte {
	return l.rdata[r.offset : r.offset+r.size]
}

// sameData compares the RDATA of two records of one type. A name that RDATA
// ends in compares without case (RFC 4343 3); what stands in front is equal
// octet by octet.
func (l *loader) sameData(a, b record) bool {
	if a.size != b.size {
		return false
	}
	left, right := l.data(a), l.data(b)
	offset, ok := targetOffset(a.rrtype)
	if !ok || len(left) < offset {
		return bytes.Equal(left, right)
	}
	if !bytes.Equal(left[:offset], right[:offset]) {
		return false
	}
	for i := offset; i < len(left); i++ {
		if lowerOctet(left[i]) != lowerOctet(right[i]) {
			return false
		}
	}
	return true
}

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
	order, first := l.byNode(len(z.nodes))
	z.sets = make([]set, 0, l.sortTypes(order, first))
	z.wire = make([]byte, 0, len(l.rdata)+recordHead*len(l.records))
	for id := range z.nodes {
		z.nodes[id].first = uint32(len(z.sets))
		own := order[first[id]:first[id+1]]
		for len(own) > 0 {
			end := 1
			for end < len(own) && l.records[own[end]].rrtype == l.records[own[0]].rrtype {
				end++
			}
			l.addSet(z, own[:end])
			own = own[end:]
		}
	}
	if len(z.wire) < cap(z.wire)-cap(z.wire)/8 { // many doubles
		z.wire = slices.Clone(z.wire)
	}
}

// byNode lists the records by node, those of one node in the order of the file,
// and where each node's start in the list.
func (l *loader) byNode(nodes int) (order, first []uint32) {
	first = make([]uint32, nodes+2)
	for i := range l.records {
		first[l.records[i].owner+2]++
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	order = make([]uint32, len(l.records))
	for i := range l.records {
		at := &first[l.records[i].owner+1] // moves to where the next node starts
		order[*at] = uint32(i)
		*at++
	}
	return order, first[:nodes+1]
}

// sortTypes sorts the records of every node by type, those of a type in the
// order of the file, and counts the sets.
func (l *loader) sortTypes(order, first []uint32) (sets int) {
	for id := range first[1:] {
		own := order[first[id]:first[id+1]]
		slices.SortFunc(own, func(a, b uint32) int {
			return cmp.Or(int(l.records[a].rrtype)-int(l.records[b].rrtype), cmp.Compare(a, b))
		})
		for i, r := range own {
			if i == 0 || l.records[r].rrtype != l.records[own[i-1]].rrtype {
				sets++
			}
		}
	}
	return sets
}

// addSet makes one RRset of records of one node and type, in the order of the
// file. Equal records collapse into the first (RFC 2181 5), the TTL is the
// lowest of all (RFC 2181 5.2).
func (l *loader) addSet(z *Zone, records []uint32) {
	first := l.records[records[0]]
	s := set{offset: uint32(len(z.wire)), line: first.line, rrtype: first.rrtype}
	ttl := first.ttl
	for _, i := range records {
		ttl = min(ttl, l.records[i].ttl)
	}
	if slices.ContainsFunc(records, func(i uint32) bool { return l.records[i].ttl != ttl }) {
		z.mixed = append(z.mixed, int32(len(z.sets)))
	}
	l.kept = l.kept[:0]
	for _, i := range records {
		r := l.records[i]
		if slices.ContainsFunc(l.kept, func(k record) bool { return l.sameData(k, r) }) {
			continue
		}
		if len(l.kept) == MaxRecords {
			l.add(int(r.line), fmt.Sprintf("more than %d %s records at %s", MaxRecords, typeName(r.rrtype), z.NameOf(r.owner)), "")
			break
		}
		l.kept = append(l.kept, r)
		z.wire = appendRecord(z.wire, r.rrtype, ttl, l.rdataOf(r))
	}
	s.count = uint16(len(l.kept))
	if size := len(z.wire) - int(s.offset); size > MaxSetOctets {
		l.add(int(s.line), fmt.Sprintf("the %s records at %s take %d octets", typeName(s.rrtype), z.NameOf(first.owner), size),
			fmt.Sprintf("at most %d, so that one message can carry them", MaxSetOctets))
	}
	z.sets = append(z.sets, s)
}

// rdataOf is the RDATA of a record.
func (l *loader) rdataOf(r record) []byte {
	return l.rdata[r.offset : r.offset+r.size]
}

// sameData compares the RDATA of two records of one type. A name that RDATA
// ends in compares without case (RFC 4343 3); what stands in front is equal
// octet by octet.
func (l *loader) sameData(a, b record) bool {
	if a.size != b.size {
		return false
	}
	left, right := l.rdataOf(a), l.rdataOf(b)
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

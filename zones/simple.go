package zones

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// simple reads what most lines of most files are: one record, without escapes
// and parentheses, whose data is numbers, addresses and names, or text. All else
// is the parser's: it decides what is right and says what is wrong, and a line
// is only taken here if the parser would take it for the same record.
//
// The zero value knows no owner. Used by one goroutine.
type simple struct {
	never bool   // for tests: the parser reads everything
	stale bool   // the parser has not seen the last record
	owner int32  // number of the last record's owner plus one, 0 if not known
	text  []byte // how the line before wrote it; nil if the parser read it
	wire  []byte // room for a name
	// ttl is the one of a record without any, unless a $TTL says: the last
	// that a record had; noTTL if there was none.
	ttl uint32
}

// readSimple takes all lines that are simple, up to the first that is not.
func (l *loader) readSimple() {
	s := l.source
	if l.simple.never || !s.fresh || s.err != nil || s.generating() || s.origin.wire == nil {
		return
	}
	for len(l.records) < MaxZoneRecords && len(l.rdata) <= MaxFileOctets && l.readLine() {
	}
}

// readLine takes one line; false if it is not simple. Then nothing has changed.
func (l *loader) readLine() bool {
	s := l.source
	w := words{text: s.in[s.at:]}
	if end := w.end(); end > 0 { // an empty line
		s.pass(s.at + end)
		return true
	}
	w.at = 0
	owner, known := l.ownerOf(&w)
	if !known || !w.blanks() {
		return false
	}
	ttl, given, rrtype := w.head()
	offset := len(l.rdata)
	if rrtype == 0 || !w.blanks() || !given && l.implicit() == noTTL || !l.data(&w, rrtype) {
		l.rdata = l.rdata[:offset]
		return false
	}
	end := w.end()
	if end == 0 || end > MaxRecordText {
		l.rdata = l.rdata[:offset]
		return false
	}
	if !given {
		ttl = l.implicit()
	}
	l.simple.ttl = ttl
	ttl = min(ttl, maxTTL)
	if owner < 0 {
		owner = l.numberOf(w.text)
	}
	s.pass(s.at + end)
	l.simple.owner, l.simple.stale = owner+1, true
	l.keep(record{
		offset: uint32(offset), size: uint32(len(l.rdata) - offset),
		ttl: ttl, line: uint32(s.line), owner: owner, rrtype: rrtype,
	})
	return true
}

// ownerOf finds the owner that a line starts with; its number is -1 if it is
// another than that of the line before.
func (l *loader) ownerOf(w *words) (number int32, ok bool) {
	text := w.text
	switch {
	case len(text) == 0 || l.simple.owner == 0 && isBlank(text[0]):
		return 0, false
	case isBlank(text[0]):
		return l.simple.owner - 1, true
	case l.simple.text != nil && bytes.HasPrefix(text, l.simple.text):
		if w.at = len(l.simple.text); w.at < len(text) && isBlank(text[w.at]) {
			return l.simple.owner - 1, true
		}
	}
	l.simple.wire, w.at = l.source.origin.appendName(l.simple.wire[:0], text)
	return -1, w.at > 0
}

// numberOf is the number of the name that ownerOf found.
func (l *loader) numberOf(text []byte) int32 {
	wire := l.simple.wire
	for i, c := range wire {
		wire[i] = lowerOctet(c)
	}
	size := 0
	for !isBlank(text[size]) {
		size++
	}
	l.simple.text = text[:size:size]
	return l.owners.number(hashOf(wire), wire)
}

// implicit is the TTL of a record without one.
func (l *loader) implicit() uint32 {
	if l.source.ttl.byDirective {
		return l.source.ttl.ttl
	}
	return l.simple.ttl
}

// catchUp is a record that tells the parser of the owner and the TTL that the
// next record may leave out.
func (l *loader) catchUp() []byte {
	l.simple.stale = false
	text := []byte(l.owners.name(l.simple.owner - 1).String())
	text = append(text, ' ')
	text = strconv.AppendUint(text, uint64(l.simple.ttl), 10)
	return append(text, " A 0.0.0.0\n"...)
}

// head reads TTL, class and type. The type is 0 if they are not simple.
func (w *words) head() (ttl uint32, given bool, rrtype uint16) {
	for range 3 {
		before := *w
		word := w.next()
		switch {
		case len(word) == 0:
			return 0, false, 0
		case isDigit(word[0]) && !given:
			*w = before
			if ttl, given = w.number(9, maxTTL); !given {
				return 0, false, 0
			}
		case len(word) == 2 && word[0]|0x20 == 'i' && word[1]|0x20 == 'n':
		default:
			return ttl, given, simpleType(word)
		}
		if !w.blanks() {
			return 0, false, 0
		}
	}
	return 0, false, 0
}

// simpleType is the type that a word names, in any case; 0 if it is none whose
// data is simple.
func simpleType(word []byte) uint16 {
	var upper [8]byte
	if len(word) > len(upper) {
		return 0
	}
	for i, c := range word {
		upper[i] = c &^ 0x20 // right for letters, and nothing else becomes one
	}
	switch string(upper[:len(word)]) {
	case "A":
		return typeA
	case "AAAA":
		return typeAAAA
	case "NS":
		return typeNS
	case "CNAME":
		return typeCNAME
	case "DNAME":
		return typeDNAME
	case "PTR":
		return typePTR
	case "MX":
		return typeMX
	case "SRV":
		return typeSRV
	case "TXT":
		return typeTXT
	}
	return 0
}

// data appends the RDATA of a record; false if it is not simple.
func (l *loader) data(w *words, rrtype uint16) bool {
	numbers := 0
	switch rrtype {
	case typeA:
		a, ok := parse4(w.next())
		l.rdata = append(l.rdata, a[:]...)
		return ok
	case typeAAAA:
		a, ok := parse6(w.next())
		l.rdata = append(l.rdata, a[:]...)
		return ok
	case typeTXT:
		return l.strings(w)
	case typeMX:
		numbers = 1
	case typeSRV:
		numbers = 3
	}
	for range numbers {
		n, ok := w.number(5, 1<<16-1)
		if !ok || !w.blanks() {
			return false
		}
		l.rdata = binary.BigEndian.AppendUint16(l.rdata, uint16(n))
	}
	var end int
	l.rdata, end = l.source.origin.appendName(l.rdata, w.text[w.at:])
	w.at += end
	return end > 0 && w.ends(w.at)
}

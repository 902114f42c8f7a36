package zones

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// noTTL is the TTL that the parser is told to give to records that have none
// and follow none: without it a missing TTL would silently be 0.
const noTTL = 1<<32 - 2

// Read reads a master file (RFC 1035 5) and gives the zone, or Errors with
// every problem that was found. file is used in errors, and text is read to its
// end, at most MaxFileOctets.
//
// origin is what relative names are relative to until an $ORIGIN says
// otherwise, and the SOA's owner must then be equal to it. If origin is "", it
// is the file's base name without ".zone" or ".db", and the apex is whatever
// name owns the SOA.
//
// A zone has exactly one SOA, at the apex, and NS at the apex; class IN only;
// no data outside of the apex; a CNAME alone at its name (RFC 1034 3.6.2,
// RFC 2181 10.1); nothing below a DNAME (RFC 6672 2.4); no NS or DNAME at a
// wildcard (RFC 4592 4.2, 4.4); at most MaxRecords in a set. Equal records
// collapse; a set whose TTLs differ gets the lowest (RFC 2181 5.2); a TTL above
// 2^31-1 counts as that. $INCLUDE is refused. Behind a syntax error it is read on
// from the next record, except where what follows cannot be understood: behind
// a directive, or an open quote or parenthesis.
func Read(file string, text io.Reader, origin Name) (*Zone, error) {
	octets, err := io.ReadAll(io.LimitReader(text, MaxFileOctets+1))
	source := newSource(octets)
	if err != nil {
		source.failed = &Problem{Text: err.Error()}
	}
	return newLoader(file, source).load(origin)
}

// ReadText is Read for text that is in memory already. It is not kept.
func ReadText(file string, text []byte, origin Name) (*Zone, error) {
	return newLoader(file, newSource(text)).load(origin)
}

// fewOctets is room for most records. There may be ten thousand small zones to
// read, and only few have a record of 64 KiB.
const fewOctets = 2 << 10

// start is the name that the file's relative names are relative to, as text;
// "" if there is none.
func start(file string, origin Name) string {
	if origin != "" {
		return origin.String()
	}
	base := filepath.Base(file)
	base = strings.TrimSuffix(strings.TrimSuffix(base, ".zone"), ".db")
	n, err := ParseName(base)
	if err != nil {
		return ""
	}
	return n.String()
}

// loader gathers the records of one file. Used by one goroutine, once.
type loader struct {
	problems
	source  *source
	parser  *dns.ZoneParser
	simple  simple
	owners  *owners
	records []record
	kept    []record // of the set that is made
	rdata   []byte   // of all records, one behind the other
	packed  []byte   // room for one record: fewOctets, or for the largest once one was seen
	ttl     uint32   // of the record before
	noTTL   bool     // a record without any TTL was reported
	stopped bool     // some records could not be read
	lost    bool     // the owner of a record without one was in a line that could not be read

	tooLarge bool // it has more records than a zone may have
}

// record is one record of the file, before it has a node. No pointers.
type record struct {
	offset, size uint32 // in loader.rdata
	ttl          uint32
	line         uint32
	owner        int32 // in loader.owners; its node once there are nodes
	rrtype       uint16
}

func newLoader(file string, s *source) *loader {
	// Most files have a record a line, or fewer.
	lines := min(lineEnds(s.in), MaxZoneRecords)
	return &loader{
		problems: problems{file: file},
		source:   s,
		simple:   simple{ttl: noTTL},
		owners:   newOwners(len(s.in) / 4),
		records:  make([]record, 0, lines),
		rdata:    make([]byte, 0, len(s.in)/2),
		packed:   make([]byte, fewOctets),
	}
}

// lineEnds counts the ends of lines, a piece at a time: nobody can stop a count, and
// what has to stop the program for a moment, as the collector has, waits for it.
func lineEnds(text []byte) (n int) {
	for piece := range slices.Chunk(text, 1<<20) {
		n += bytes.Count(piece, []byte{'\n'})
	}
	return n
}

// load reads the file and builds its zone.
func (l *loader) load(origin Name) (*Zone, error) {
	complete := l.readAll(start(l.file, origin))
	if l.tooLarge {
		return nil, l.err() // don't sort what won't be served
	}
	l.source.in = nil
	z := l.build(origin, complete)
	if err := l.err(); err != nil {
		return nil, err
	}
	return z, nil
}

// readAll reads all records. complete is false if some were not read.
func (l *loader) readAll(origin string) (complete bool) {
	if origin != "" {
		l.source.origin.set(origin)
	}
	l.parser = dns.NewZoneParser(l.source, origin, "")
	l.parser.SetDefaultTTL(noTTL)
	for l.next() {
	}
	before := len(l.all)
	l.source.finish(&l.problems)
	return !l.stopped && !l.full() && len(l.all) == before
}

// next takes simple records, then one that is not; false at the end of the file
// or of what can be read.
func (l *loader) next() bool {
	if l.readSimple(); l.simple.stale {
		l.source.ahead = append(l.source.ahead, l.catchUp()...)
		l.parser.Next()
	}
	rr, ok := l.parser.Next()
	if l.source.err != nil {
		return false // reported by finish
	}
	if err := l.parser.Err(); err != nil {
		l.addSyntax(err, l.source)
		return l.resume()
	}
	if !ok {
		return false
	}
	if len(l.records) >= MaxZoneRecords || len(l.rdata) > MaxFileOctets {
		l.stopped, l.tooLarge = true, true
		l.add(l.source.start, fmt.Sprintf("zone of more than %d records or %d octets", MaxZoneRecords, MaxFileOctets), "split the zone")
		return false
	}
	l.take(rr)
	return !l.full()
}

// take checks one record by itself and keeps it.
func (l *loader) take(rr dns.RR) {
	head, line := rr.Header(), l.source.start
	generated := l.source.generating()
	if !generated {
		l.simple.owner, l.simple.text, l.simple.ttl = 0, nil, head.Ttl
	}
	if head.Name == "" {
		if l.lost {
			return
		}
		l.add(line, "record without an owner", "the first record of a file can't start with a blank")
		return
	}
	owner, err := ParseName(head.Name)
	if err != nil {
		l.add(line, "owner "+head.Name+": "+err.Error(), "")
		return
	}
	if head.Class != classIN {
		l.add(line, "class "+dns.Class(head.Class).String()+" at "+owner.String(), "only IN is served")
		return
	}
	if isMeta(head.Rrtype) {
		l.add(line, "type "+typeName(head.Rrtype)+" at "+owner.String()+" can't be zone data", "")
		return
	}
	rdata, err := l.pack(rr)
	if err != nil {
		l.add(line, "bad "+typeName(head.Rrtype)+" data at "+owner.String()+": "+err.Error(), "")
		return
	}
	l.keep(record{
		offset: uint32(len(l.rdata)), size: uint32(len(rdata)), ttl: l.ttlOf(head.Ttl, line),
		line: uint32(line), owner: l.owners.number(owner.Hash(), []byte(owner)), rrtype: head.Rrtype,
	})
	l.rdata = append(l.rdata, rdata...)
	if !generated {
		l.simple.owner = l.records[len(l.records)-1].owner + 1
	}
}

// keep takes a record.
func (l *loader) keep(r record) {
	l.ttl = r.ttl
	l.records = append(l.records, r)
}

// ttlOf is the TTL of a record that the parser gave a TTL. That a record has
// none is reported once: the cure is one line for the whole file.
func (l *loader) ttlOf(parsed uint32, line int) uint32 {
	ttl := l.source.ttl.of(parsed, l.ttl)
	if ttl == noTTL && !l.noTTL {
		l.add(line, "record without a TTL", "start the file with a line such as: $TTL 300")
		l.noTTL = true
	}
	return min(ttl, maxTTL)
}

// pack gives the RDATA in wire form, names uncompressed, valid until the next call.
func (l *loader) pack(rr dns.RR) ([]byte, error) {
	head := rr.Header()
	said := int(head.Rdlength) // packing overwrites it
	head.Name = "."            // the owner is kept apart; one octet here
	end, err := dns.PackRR(rr, l.packed, 0, nil, false)
	if err != nil && len(l.packed) == fewOctets {
		l.packed = make([]byte, dns.MaxMsgSize+recordHead+1)
		end, err = dns.PackRR(rr, l.packed, 0, nil, false)
	}
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "dns: "))
	}
	rdata := l.packed[1+recordHead : end]
	if _, known := dns.TypeToRR[head.Rrtype]; known && len(rdata) == 0 && head.Rrtype != typeAPL && head.Rrtype != typeNULL {
		return nil, errors.New("there is none")
	}
	if want, fixed := fixedSize(head.Rrtype); fixed && len(rdata) != want {
		return nil, fmt.Errorf("%d octets instead of %d", len(rdata), want)
	}
	if err := checkGeneric(rr, said, rdata); err != nil {
		return nil, err
	}
	if head.Rrtype == typeTXT && l.source.quote.longest > maxString && !l.source.generating() {
		return nil, fmt.Errorf("a string of %d octets; split it into quoted strings of at most %d", l.source.quote.longest, maxString)
	}
	return rdata, nil
}

// fixedSize is the octets of an address record's RDATA.
func fixedSize(rrtype uint16) (octets int, fixed bool) {
	switch rrtype {
	case typeA:
		return 4, true
	case typeAAAA:
		return 16, true
	}
	return 0, false
}

package peers

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"geosrv/zones"
)

// answer is what counts of a reply. The zero value is no data.
type answer struct {
	status string     // of a reply that is an error, such as REFUSED; "" for none
	rungs  [][]string // records by rung, the best first: "HOST:PORT", or an address; each rung sorted
}

// equal reports whether two answers say the same.
func (a answer) equal(b answer) bool {
	return a.status == b.status && slices.EqualFunc(a.rungs, b.rungs, slices.Equal)
}

// mostWords is how many rungs, and records of one, are told to people.
const mostWords = 8

// text says an answer for people, each record by its word.
func (a answer) text(word func(record string) string) string {
	switch {
	case a.status != "":
		return a.status
	case len(a.rungs) == 0:
		return "nothing"
	}
	var out []string
	for _, rung := range a.rungs {
		var words []string
		for _, record := range rung {
			if w := word(record); !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
		out = append(out, few(words, "+"))
	}
	return few(out, ", ")
}

// few joins the first words of a list.
func few(words []string, by string) string {
	if more := len(words) - mostWords; more > 0 {
		return strings.Join(words[:mostWords], by) + fmt.Sprintf("%s%d more", by, more)
	}
	return strings.Join(words, by)
}

// What is wrong with a message that is no reply to our question.
var (
	errNotOurs   = errors.New("no reply to this question")
	errMalformed = errors.New("the reply is malformed")
)

// read reads a reply to a query of the question (RFC 1035 4.1). What does not
// echo the query's id and question is not ours. truncated: it has to be asked
// again by TCP.
func (q *Question) read(reply, query []byte) (a answer, truncated bool, err error) {
	end := headerLen + len(q.Owner) + 4
	if len(reply) < end || reply[0] != query[0] || reply[1] != query[1] || reply[2]&0xf8 != 0x80 ||
		binary.BigEndian.Uint16(reply[4:]) != 1 || !strings.EqualFold(string(reply[headerLen:end]), string(query[headerLen:end])) {
		return a, false, errNotOurs
	}
	if reply[2]&0x02 != 0 {
		return a, true, nil
	}
	if a.status = statusOf(reply[3] & 0x0f); a.status != "" {
		return a, false, nil
	}
	c := cursor{reply, end}
	rungs := map[int][]string{}
	for range binary.BigEndian.Uint16(reply[6:]) {
		rrtype, data, ok := c.record()
		if !ok {
			return a, false, errMalformed
		}
		if rrtype != q.Type {
			continue
		}
		rung, record, ok := c.value(rrtype, data)
		if !ok {
			return a, false, errMalformed
		}
		rungs[rung] = append(rungs[rung], record)
	}
	a.rungs = ordered(rungs)
	return a, false, nil
}

// ordered are rungs by their priorities.
func ordered(rungs map[int][]string) (out [][]string) {
	var numbers []int
	for n, records := range rungs {
		slices.Sort(records)
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, cmp.Compare)
	for _, n := range numbers {
		out = append(out, rungs[n])
	}
	return out
}

// statusOf is a reply code by name (RFC 1035 4.1.1), "" for no error.
func statusOf(rcode byte) string {
	names := [...]string{"", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"}
	if int(rcode) < len(names) {
		return names[rcode]
	}
	return fmt.Sprintf("reply code %d", rcode)
}

// cursor reads a message from the left. Every step says whether the message
// has what it should have.
type cursor struct {
	msg []byte
	at  int
}

// record steps over one record and returns its type and where its data stand.
func (c *cursor) record() (rrtype uint16, data [2]int, ok bool) {
	const fixed = 10 // type, class, TTL, length of the data
	if _, c.at, ok = c.name(c.at); !ok || len(c.msg) < c.at+fixed {
		return 0, data, false
	}
	rrtype = binary.BigEndian.Uint16(c.msg[c.at:])
	data[0] = c.at + fixed
	data[1] = data[0] + int(binary.BigEndian.Uint16(c.msg[c.at+8:]))
	c.at = data[1]
	return rrtype, data, c.at <= len(c.msg)
}

// value is what counts of a record's data, and on which rung it stands:
// addresses stand on one.
func (c *cursor) value(rrtype uint16, data [2]int) (rung int, record string, ok bool) {
	b := c.msg[data[0]:data[1]]
	if rrtype != typeSRV {
		a, ok := netip.AddrFromSlice(b)
		return 0, a.String(), ok && a.Is4() == (rrtype == typeA)
	}
	const fixed = 6 // priority, weight, port (RFC 2782)
	if len(b) <= fixed {
		return 0, "", false
	}
	target, end, ok := c.name(data[0] + fixed)
	if !ok || end != data[1] {
		return 0, "", false
	}
	return int(binary.BigEndian.Uint16(b)), fmt.Sprintf("%s:%d", target.Text(), binary.BigEndian.Uint16(b[4:])), true
}

// name reads a name, which may be compressed (RFC 1035 4.1.4), and returns
// where the next octet stands. Pointers lead back, so that it ends.
func (c *cursor) name(at int) (n zones.Name, next int, ok bool) {
	var wire []byte
	for low := at; at < len(c.msg); {
		size := int(c.msg[at])
		switch {
		case size&0xc0 == 0xc0:
			if at+1 >= len(c.msg) {
				return "", 0, false
			}
			if next == 0 {
				next = at + 2
			}
			if at = int(binary.BigEndian.Uint16(c.msg[at:])) & 0x3fff; at >= low {
				return "", 0, false
			}
			low = at
			continue
		case size > 63 || at+1+size > len(c.msg) || len(wire) > 255:
			return "", 0, false
		}
		wire = append(wire, c.msg[at:at+1+size]...)
		if at += 1 + size; size == 0 {
			if next == 0 {
				next = at
			}
			n, ok = zones.NameOfWire(wire)
			return n, next, ok
		}
	}
	return "", 0, false
}

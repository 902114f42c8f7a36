package zones

// quote follows the quoted strings of one record. The parser splits a string of
// more than 255 octets without a word, which other servers refuse (RFC 1035
// 3.3: a <character-string> has at most 255). The zero value: outside of quotes.
type quote struct {
	open    bool
	size    int // octets of the current string
	skip    int // digits of a \DDD still to come
	longest int // octets of the longest string of the record
}

// maxString is the octets of a <character-string> (RFC 1035 3.3).
const maxString = 255

// toggle opens or closes a string.
func (q *quote) toggle() {
	q.open, q.size, q.skip = !q.open, 0, 0
}

// escaped takes the octet behind a backslash: a character, or a \DDD's first digit.
func (q *quote) escaped(c byte) {
	if !q.open {
		return
	}
	q.octet()
	if isDigit(c) {
		q.skip = 2
	}
}

// octet takes one octet of the text inside of a string.
func (q *quote) octet() {
	if q.skip > 0 {
		q.skip--
		return
	}
	q.size++
	q.longest = max(q.longest, q.size)
}

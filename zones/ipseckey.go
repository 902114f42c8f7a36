package zones

// keyWord is the type that the parser reads too far: to the end of the line and
// then once more, so that it trips over the first word of the next line.
const keyWord = "ipseckey"

// ipseckey finds every record with that word in it: the source gives a blank
// line behind it. Behind other types than IPSECKEY it means nothing. The zero
// value is at the start of a record.
type ipseckey struct {
	seen int // letters of the word
}

// octet takes the next octet of a record.
func (k *ipseckey) octet(c byte) {
	switch c = lowerOctet(c); {
	case k.seen == len(keyWord):
	case c == keyWord[k.seen]:
		k.seen++
	case c == keyWord[0]:
		k.seen = 1
	default:
		k.seen = 0
	}
}

// end ends the record and reports whether it has the word.
func (k *ipseckey) end() bool {
	has := k.seen == len(keyWord)
	k.seen = 0
	return has
}

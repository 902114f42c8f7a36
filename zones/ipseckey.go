package zones

// keyWord is the type that the parser reads too far: to the end of the line and
// then once more, so that it trips over the first word of the next line.
const keyWord = "ipseckey"

// ipseckey puts a blank line behind every record with that word in it. Behind
// other types than IPSECKEY it means nothing. The zero value is at the start of
// a record.
type ipseckey struct {
	seen int  // letters of the word
	due  bool // a record ended: a newline is to be given
	more int  // newlines given that the file does not have
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

// end ends the record.
func (k *ipseckey) end() { k.due, k.seen = k.seen == len(keyWord), 0 }

// give reports whether a newline is to be given now.
func (k *ipseckey) give() bool {
	if !k.due {
		return false
	}
	k.due = false
	k.more++
	return true
}

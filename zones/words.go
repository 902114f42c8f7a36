package zones

import "bytes"

// words takes the words of a line that is not for the parser, from left to
// right. Copying it copies its place.
type words struct {
	text []byte
	at   int
}

// blanks skips blanks and reports whether there were any.
func (w *words) blanks() bool {
	at := w.at
	for at < len(w.text) && isBlank(w.text[at]) {
		at++
	}
	skipped := at > w.at
	w.at = at
	return skipped
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// next is the next word; empty if there is none, or one with an octet that
// means something to the parser.
func (w *words) next() []byte {
	at := w.at
	for at < len(w.text) && isWord(w.text[at]) {
		at++
	}
	if !w.ends(at) {
		return nil
	}
	word := w.text[w.at:at]
	w.at = at
	return word
}

// isWord reports whether an octet in a word stands for itself.
func isWord(c byte) bool {
	return ' ' < c && c < 0x7f && c != '"' && c != '(' && c != ')' && c != ';' && c != '\\'
}

// ends reports whether a word may end in front of an octet.
func (w *words) ends(at int) bool {
	if at >= len(w.text) {
		return false
	}
	switch w.text[at] {
	case ' ', '\t', '\n', '\r', ';':
		return true
	}
	return false
}

// end is where the next line starts, if nothing but a comment is left of this
// one; 0 if there is more, or if the line is not ended.
func (w *words) end() int {
	w.blanks()
	at := w.at
	if at < len(w.text) && w.text[at] == ';' {
		size := bytes.IndexByte(w.text[at:], '\n')
		if size < 0 || size >= MaxRecordText || bytes.IndexByte(w.text[at:at+size], 0) >= 0 {
			return 0
		}
		return at + size + 1
	}
	if at+1 < len(w.text) && w.text[at] == '\r' {
		at++
	}
	if at >= len(w.text) || w.text[at] != '\n' {
		return 0
	}
	return at + 1
}

// number is a decimal number of at most so many digits, and at most limit.
func (w *words) number(digits int, limit uint32) (n uint32, ok bool) {
	word := w.next()
	if len(word) == 0 || len(word) > digits {
		return 0, false
	}
	for _, c := range word {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + uint32(c-'0')
	}
	return n, n <= limit
}

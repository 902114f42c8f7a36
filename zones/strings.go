package zones

// strings appends the RDATA of a TXT record (RFC 1035 3.3.14): words, and
// strings in quotes without escapes; false if there is something else, or none, or
// more than can be served: the parser says what is wrong with that.
func (l *loader) strings(w *words) bool {
	most := len(l.rdata) + MaxSetOctets
	for first := true; ; first = false {
		blanks := w.blanks()
		if !first && (w.ended() || !blanks) {
			return w.ended()
		}
		text, ok := w.quoted()
		if !ok {
			text = w.next()
			ok = len(text) > 0
		}
		if !ok || len(text) > maxString || len(l.rdata) > most {
			return false
		}
		l.rdata = append(append(l.rdata, byte(len(text))), text...)
	}
}

// quoted is the string in the quotes that stand next; ok is false if none do, or
// with an octet in it that is for the parser: an escape, or what is not printed.
func (w *words) quoted() (text []byte, ok bool) {
	if w.at >= len(w.text) || w.text[w.at] != '"' {
		return nil, false
	}
	rest := w.text[w.at+1:]
	for size, c := range rest[:min(len(rest), maxString+1)] {
		switch {
		case c == '"' && w.ends(w.at+size+2):
			w.at += size + 2
			return rest[:size], true
		case c < ' ' || c > '~' || c == '\\' || c == '"':
			return nil, false
		}
	}
	return nil, false
}

// ended reports whether the record ends here: at a comment, or the line's end.
func (w *words) ended() bool {
	if w.at >= len(w.text) {
		return false
	}
	switch w.text[w.at] {
	case ';', '\r', '\n':
		return true
	}
	return false
}

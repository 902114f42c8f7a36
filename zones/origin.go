package zones

// originRule is the name that relative names are relative to, where it is
// known: the parser takes any text for one, and only plain names are followed
// here. The zero value is not known.
type originRule struct {
	wire []byte // in the case of the file; nil: not known
}

// set follows an $ORIGIN.
func (o *originRule) set(text string) {
	wire, end := o.appendName(nil, append([]byte(text), '\n'))
	if end != len(text) {
		wire = nil
	}
	o.wire = wire
}

// appendName appends the wire form of the name that text starts with, in its
// case, and says where the name ends: at an octet that no plain name has. It
// appends nothing and returns 0 if the name is not valid, or not plain: of
// letters, digits and what else needs no thought.
func (o *originRule) appendName(dst, text []byte) (out []byte, end int) {
	start := len(dst)
	switch {
	case len(text) == 0:
		return dst, 0
	case text[0] == '.':
		return append(dst, 0), 1
	case text[0] == '@' && o.wire != nil:
		return append(dst, o.wire...), 1
	}
	label := start // where the open label's length octet stands
	dst = append(dst, 0)
	for end < len(text) && isPlain(text[end]) {
		c := text[end]
		end++
		if c != '.' {
			dst = append(dst, c)
			continue
		}
		if !closePlain(dst, label) {
			return dst[:start], 0
		}
		label = len(dst)
		dst = append(dst, 0)
	}
	if label != len(dst)-1 { // no closing dot
		if !closePlain(dst, label) || o.wire == nil {
			return dst[:start], 0
		}
		dst = append(dst, o.wire...)
	} else if label == start {
		return dst[:start], 0
	}
	if len(dst)-start > maxNameOctets {
		return dst[:start], 0
	}
	return dst, end
}

// closePlain writes the length of the label that starts at wire[label].
func closePlain(wire []byte, label int) bool {
	size := len(wire) - label - 1
	wire[label] = byte(size)
	return size > 0 && size <= maxLabelOctets
}

// isPlain reports whether an octet of a name, or the dot between two labels,
// stands for itself wherever it is.
func isPlain(c byte) bool {
	const (
		low  = 1<<'*' | 1<<'-' | 1<<'.' | 1<<'/' | (1<<10-1)<<'0'
		high = 1<<('_'-64) | (1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64)
	)
	if c < 64 {
		return uint64(low)>>c&1 != 0
	}
	return c < 128 && uint64(high)>>(c-64)&1 != 0
}

package zones

import (
	"errors"
	"fmt"
	"strings"
)

// ParseName reads a name in presentation form (RFC 1035 5.1): labels with dots
// between them, \C for a literal character, \DDD for an octet. The closing dot
// may be missing; the name is absolute either way. Letters are lower-cased.
//
// Errors say what is wrong without naming the text, so that the caller can put
// a position in front.
func ParseName(text string) (Name, error) {
	if text == "." {
		return Root, nil
	}
	if text == "" {
		return "", errors.New("empty name")
	}
	wire := make([]byte, 1, len(text)+2)
	label := 0 // where the open label's length octet stands
	for i := 0; i < len(text); {
		if text[i] == '.' {
			if err := closeLabel(wire, label); err != nil {
				return "", err
			}
			label, i = len(wire), i+1
			wire = append(wire, 0)
			continue
		}
		octet, size, err := nextOctet(text[i:])
		if err != nil {
			return "", err
		}
		wire, i = append(wire, lowerOctet(octet)), i+size
	}
	if label != len(wire)-1 { // no closing dot
		if err := closeLabel(wire, label); err != nil {
			return "", err
		}
		wire = append(wire, 0)
	}
	if len(wire) > maxNameOctets {
		return "", fmt.Errorf("name of %d octets (at most %d)", len(wire), maxNameOctets)
	}
	return Name(wire), nil
}

// closeLabel writes the length of the label that starts at wire[label].
func closeLabel(wire []byte, label int) error {
	size := len(wire) - label - 1
	switch {
	case size == 0:
		return errors.New("empty label (two dots in a row, or a dot in front)")
	case size > maxLabelOctets:
		return fmt.Errorf("label of %d octets (at most %d)", size, maxLabelOctets)
	}
	wire[label] = byte(size)
	return nil
}

// nextOctet reads one octet of a label and says how much text it took.
func nextOctet(text string) (octet byte, size int, err error) {
	c := text[0]
	switch {
	case c == '\\':
		return escapedOctet(text)
	case c <= ' ' || c == 0x7f:
		return 0, 0, fmt.Errorf("character %q in a name (write it as \\%03d)", c, c)
	case c > 0x7f:
		return 0, 0, errors.New("character outside ASCII in a name (write the xn-- form)")
	}
	return c, 1, nil
}

// escapedOctet reads \DDD or \C.
func escapedOctet(text string) (octet byte, size int, err error) {
	if len(text) < 2 {
		return 0, 0, errors.New("nothing behind the closing \\")
	}
	if !isDigit(text[1]) {
		return text[1], 2, nil
	}
	if len(text) < 4 || !isDigit(text[2]) || !isDigit(text[3]) {
		return 0, 0, errors.New("bad escape (a \\ and three digits, 000 to 255)")
	}
	value := int(text[1]-'0')*100 + int(text[2]-'0')*10 + int(text[3]-'0')
	if value > 255 {
		return 0, 0, errors.New("bad escape (a \\ and three digits, 000 to 255)")
	}
	return byte(value), 4, nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// String is the presentation form with the closing dot, escaped as dig does:
// \C for the characters that master files use, \DDD for what doesn't print.
func (n Name) String() string {
	if n == Root {
		return "."
	}
	var out strings.Builder
	for ; len(n) > 1; n = n.Parent() {
		for _, c := range []byte(n.Label()) {
			switch {
			case strings.IndexByte(`"().;\@$`, c) >= 0:
				out.WriteByte('\\')
				out.WriteByte(c)
			case c <= ' ' || c >= 0x7f:
				fmt.Fprintf(&out, `\%03d`, c)
			default:
				out.WriteByte(c)
			}
		}
		out.WriteByte('.')
	}
	return out.String()
}

// Text is String without the closing dot; the root is ".".
func (n Name) Text() string {
	if n == Root {
		return "."
	}
	return strings.TrimSuffix(n.String(), ".")
}

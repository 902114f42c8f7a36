package zones

// parse4 is an IPv4 address in the usual form: four numbers without leading
// zeroes. Other forms are for the parser to judge.
func parse4(text []byte) (a [4]byte, ok bool) {
	at, digits, value := 0, 0, 0
	for _, c := range text {
		switch {
		case isDigit(c):
			value = value*10 + int(c-'0')
			if digits++; value > 255 || digits > 1 && value < 10 {
				return a, false
			}
		case c == '.' && digits > 0 && at < 3:
			a[at] = byte(value)
			at, digits, value = at+1, 0, 0
		default:
			return a, false
		}
	}
	a[3] = byte(value)
	return a, at == 3 && digits > 0
}

// parse6 is an IPv6 address of hexadecimal groups (RFC 4291 2.2, forms 1 and 2).
// Other forms are for the parser to judge.
func parse6(text []byte) (a [16]byte, ok bool) {
	at, gap := 0, -1
	if len(text) >= 2 && text[0] == ':' && text[1] == ':' {
		gap, text = 0, text[2:]
	}
	for len(text) > 0 {
		value, digits := 0, 0
		for digits < len(text) && digits <= 4 {
			digit, hex := hexDigit(text[digits])
			if !hex {
				break
			}
			value = value<<4 | digit
			digits++
		}
		if digits == 0 || digits > 4 || at >= 16 {
			return a, false
		}
		a[at], a[at+1] = byte(value>>8), byte(value)
		at += 2
		text = text[digits:]
		switch {
		case len(text) == 0:
		case text[0] != ':' || len(text) == 1:
			return a, false
		case text[1] == ':' && gap >= 0:
			return a, false
		case text[1] == ':':
			gap, text = at, text[2:]
		default:
			text = text[1:]
		}
	}
	return stretch(a, at, gap)
}

// stretch puts zeroes where an address of which at octets are known has its gap.
func stretch(a [16]byte, at, gap int) ([16]byte, bool) {
	if gap < 0 {
		return a, at == 16
	}
	if at > 14 {
		return a, false // "::" stands for nothing: let the parser say what it thinks
	}
	behind := at - gap
	copy(a[16-behind:], a[gap:at])
	clear(a[gap : 16-behind])
	return a, true
}

// hexDigit is the value of a hexadecimal digit.
func hexDigit(c byte) (value int, ok bool) {
	switch {
	case isDigit(c):
		return int(c - '0'), true
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10, true
	}
	return 0, false
}

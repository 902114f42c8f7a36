package zones

import "strings"

// Limits of a domain name (RFC 1035 2.3.4), in octets of wire form.
const (
	maxNameOctets  = 255
	maxLabelOctets = 63
	maxLabels      = 127
)

// Root is the name of the root zone.
const Root Name = "\x00"

// Name is a domain name in lower-case wire form: length-prefixed labels and
// the closing zero octet (RFC 1035 3.1, case folded as RFC 4343 says).
//
// Two names are equal if and only if they are the same string, so a Name is a
// map key. The zero value "" is no name; the root is "\x00". Names are values
// and may be copied and read anywhere. Make them with ParseName or NameOfWire,
// which keep the form valid; the methods rely on it.
type Name string

// NameOfWire gives the name whose uncompressed wire form is wire, in any case.
// ok is false if wire is not exactly one valid name (RFC 1035 3.1).
func NameOfWire(wire []byte) (n Name, ok bool) {
	end, ok := nameEnd(wire)
	if !ok || end != len(wire) {
		return "", false
	}
	lower := make([]byte, end)
	for i, c := range wire {
		lower[i] = lowerOctet(c)
	}
	return Name(lower), true
}

// nameEnd gives the length of the uncompressed name at the front of wire.
func nameEnd(wire []byte) (end int, ok bool) {
	for at := 0; at < len(wire) && at < maxNameOctets; at += int(wire[at]) + 1 {
		if wire[at] == 0 {
			return at + 1, true
		}
		if wire[at] > maxLabelOctets {
			return 0, false
		}
	}
	return 0, false
}

// lowerOctet folds the case of ASCII letters only (RFC 4343 3). Length octets
// are at most 63 and so never look like a letter.
func lowerOctet(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Parent is the name without its leftmost label; "" for the root and for "".
func (n Name) Parent() Name {
	if len(n) <= 1 {
		return ""
	}
	return n[1+int(n[0]):]
}

// Label is the octets of the leftmost label; "" for the root.
func (n Name) Label() string {
	if len(n) <= 1 {
		return ""
	}
	return string(n[1 : 1+int(n[0])])
}

// Labels is the number of labels, the root's empty one not counted.
func (n Name) Labels() int {
	count := 0
	for n = n.Parent(); n != ""; n = n.Parent() {
		count++
	}
	return count
}

// Under reports whether n is apex or stands below it, on label boundaries.
func (n Name) Under(apex Name) bool {
	if apex == "" || !strings.HasSuffix(string(n), string(apex)) {
		return false
	}
	for len(n) > len(apex) {
		n = n.Parent()
	}
	// A label's octets can look like the apex without being it, so the last
	// step must land exactly on the boundary.
	return len(n) == len(apex)
}

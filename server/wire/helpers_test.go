package wire

import (
	"encoding/hex"
	"strings"
	"testing"
)

// packet builds a message from readable parts. A part in quotes is ASCII text,
// `name:` is a domain name in dots, all else is hex; blanks mean nothing.
func packet(t testing.TB, text string) []byte {
	t.Helper()
	var out []byte
	for _, part := range strings.Fields(text) {
		switch {
		case strings.HasPrefix(part, "name:"):
			out = append(out, wireName(strings.TrimPrefix(part, "name:"))...)
		case strings.HasPrefix(part, "'"):
			out = append(out, strings.Trim(part, "'")...)
		default:
			b, err := hex.DecodeString(part)
			if err != nil {
				t.Fatalf("%q: %v", part, err)
			}
			out = append(out, b...)
		}
	}
	return out
}

// wireName is a name without escapes in wire form.
func wireName(dotted string) []byte {
	var out []byte
	for label := range strings.SplitSeq(strings.Trim(dotted, "."), ".") {
		if label != "" {
			out = append(out, byte(len(label)))
			out = append(out, label...)
		}
	}
	return append(out, 0)
}

// ask is the start of most test packets: ID, RD, one question, no records but
// the given number of additional ones (two hex digits), and the question
// example.com A IN.
func ask(additional string) string {
	return "abcd 0100 0001 0000 0000 00" + additional + " name:example.com 0001 0001 "
}

// opt is an OPT record of 1232 octets, version 0, no flags, with options.
func opt(options string) string {
	n := len(strings.ReplaceAll(options, " ", "")) / 2
	return "00 0029 04d0 00 00 0000 " + hex.EncodeToString([]byte{byte(n >> 8), byte(n)}) + " " + options + " "
}

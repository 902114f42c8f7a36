package zones

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// syntaxError is what the parser says, taken apart. The parser keeps the parts
// in its text alone: `dns: WHAT: "TOKEN" at line: LINE:COL`.
type syntaxError struct {
	what, token string
	line, col   int
}

// splitSyntaxError takes the parser's error apart; ok is false for an error
// that is not the parser's.
func splitSyntaxError(err error) (e syntaxError, ok bool) {
	var parse *dns.ParseError
	if !errors.As(err, &parse) {
		return e, false
	}
	text := strings.TrimPrefix(parse.Error(), "dns: ")
	if at := strings.LastIndex(text, " at line: "); at >= 0 {
		line, col, _ := strings.Cut(text[at+len(" at line: "):], ":")
		e.line, _ = strconv.Atoi(line)
		e.col, _ = strconv.Atoi(col)
		text = text[:at]
	}
	e.what = text
	for at := strings.Index(text, `: "`); at >= 0; {
		if token, err := strconv.Unquote(text[at+2:]); err == nil {
			e.what, e.token = text[:at], token
			break
		}
		next := strings.Index(text[at+3:], `: "`)
		if next < 0 {
			break
		}
		at += 3 + next
	}
	return e, true
}

// addSyntax reports the parser's error. The parser stops at its first.
func (p *problems) addSyntax(err error, s *source) {
	e, ok := splitSyntaxError(err)
	if !ok {
		p.add(s.line, strings.TrimPrefix(err.Error(), "dns: "), "")
		return
	}
	text, hint := e.words()
	if s.generating() {
		// The parser counts lines anew in what $GENERATE makes.
		p.add(s.start, text, hint)
		return
	}
	p.addAt(e.line, s.column(e.line, e.col, e.token), text, hint)
}

// words says for people what the parser means, with a hint for common slips.
func (e syntaxError) words() (text, hint string) {
	token := strconv.Quote(e.token)
	if e.token == "\n" || e.token == "" {
		token = "the end of the line"
	}
	switch e.what {
	case "bad A A":
		return token + " is not an IPv4 address", ""
	case "bad AAAA AAAA":
		return token + " is not an IPv6 address", ""
	case "not a TTL", "expecting $TTL value, not this...":
		return token + " is not a TTL", "seconds, or a number with s, m, h, d or w"
	case "expecting RR type, TTL or class, not this...",
		"expecting RR type or class, not this...",
		"expecting RR type or TTL, not this...", "unknown RR type":
		return token + " where a record type, a TTL or a class should stand", "is the type spelled right? does the line start with the owner's name or a blank?"
	case "bad owner name", "bad origin name":
		return token + " is not a domain name", "labels of 1 to 63 octets with single dots between"
	case "garbage after rdata":
		return token + " behind the end of the record", "text with blanks needs quotes, a comment starts with a semicolon"
	case "unbalanced brace":
		return `a "(" is never closed`, ""
	case "extra closing brace":
		return `a ")" without its "("`, ""
	}
	if what, ok := strings.CutPrefix(e.what, "bad "); ok {
		return fmt.Sprintf("bad %s: %s", what, token), ""
	}
	return fmt.Sprintf("%s: %s", e.what, token), ""
}

// generating reports whether the current line is a $GENERATE.
func (s *source) generating() bool {
	const word = "$GENERATE"
	return s.directive != nil && len(s.directive.text) > len(word) &&
		strings.EqualFold(string(s.directive.text[:len(word)]), word)
}

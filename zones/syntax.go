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
	e.line += s.skew
	if s.quote.open && s.eof {
		return // a quote that is never closed: finish says so
	}
	text, hint := e.words()
	switch {
	case s.generating(), e.token == unclosed:
		// What $GENERATE makes has line numbers of its own, and an open "("
		// is noticed only at the end of the file.
		p.add(s.start, text, hint)
	case e.isBlank():
		p.add(e.line, text, hint)
	default:
		p.addAt(e.line, s.column(e.line, e.col, e.token), text, hint)
	}
}

// What the parser puts in place of a token when it can't make tokens.
const (
	unclosed = "unbalanced brace"
	unopened = "extra closing brace"
)

// isBlank reports whether the parser found nothing where something should stand.
func (e syntaxError) isBlank() bool {
	return strings.Trim(e.token, " \n") == ""
}

// words says for people what the parser means, with a hint for common slips.
func (e syntaxError) words() (text, hint string) {
	token := strconv.Quote(e.token)
	what := strings.TrimPrefix(strings.ReplaceAll(e.what, "dns: ", ""), "bad ")
	switch {
	case e.token == unclosed:
		return `a "(" is never closed`, ""
	case e.token == unopened:
		return `a ")" without its "("`, ""
	case e.isBlank() && strings.HasPrefix(e.what, "bad "):
		return "the record ends too early: " + what + " is missing", ""
	case e.isBlank() && (strings.HasPrefix(e.what, "no blank") || strings.HasPrefix(e.what, "expecting") || e.what == "not a TTL"):
		return "the record ends too early: its type is missing", ""
	case strings.Contains(e.what, "overflow"):
		return "data of the wrong length", what
	case e.isBlank():
		return what, ""
	}
	switch e.what {
	case "bad A A":
		return token + " is not an IPv4 address", ""
	case "bad AAAA AAAA":
		return token + " is not an IPv6 address", ""
	case "not a TTL", "expecting $TTL value, not this...":
		if isDigit(e.token[0]) || e.what != "not a TTL" {
			return token + " is not a TTL", "seconds, or a number with s, m, h, d or w"
		}
		return e.noType()
	case "expecting RR type, TTL or class, not this...", "expecting RR type or class, not this...",
		"expecting RR type or TTL, not this...", "unknown RR type":
		return e.noType()
	case "bad owner name", "bad origin name":
		return token + " is not a domain name", "labels of 1 to 63 octets with single dots between"
	case "garbage after rdata":
		return token + " behind the end of the record", "text with blanks needs quotes, a comment starts with a semicolon"
	}
	return fmt.Sprintf("bad %s: %s", what, token), ""
}

// noType is the problem of a word where a record's type should stand.
func (e syntaxError) noType() (text, hint string) {
	return strconv.Quote(e.token) + " is no record type, class or TTL", "a line starts with the owner's name, or with a blank for the owner above"
}

// generating reports whether the current line is a $GENERATE.
func (s *source) generating() bool {
	const word = "$GENERATE"
	return s.directive != nil && len(s.directive.text) > len(word) &&
		strings.EqualFold(string(s.directive.text[:len(word)]), word)
}

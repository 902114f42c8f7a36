package zones

import (
	"strings"

	"github.com/miekg/dns"
)

// directive is the text of a line that starts with "$", as far as it is needed.
type directive struct {
	text  []byte
	known bool // the word behind the "$" was looked at
}

// maxDirective is the octets of a directive that are kept: enough for the
// fields in front of a $GENERATE's data.
const maxDirective = 1024

// ttlRule is the TTL that a record without one has. The parser knows it but for
// the records of $GENERATE, to which it gives an hour whatever $TTL says.
// The zero value: none said yet.
type ttlRule struct {
	byDirective bool
	ttl         uint32
	generating  bool // the current line is a $GENERATE that gives no TTL
}

// noteDirective takes one octet of a directive.
func (s *source) noteDirective(c byte) {
	d := s.directive
	if !d.known && (c == ' ' || c == '\t' || c == '\n') {
		d.known = true
		s.checkDirective(strings.ToUpper(string(d.text)))
	}
	if len(d.text) < maxDirective {
		d.text = append(d.text, c)
	}
	if s.fresh { // c was the newline that ends it
		s.endDirective(strings.Fields(string(d.text)))
	}
}

// checkDirective refuses what the parser would open, or take for a name.
func (s *source) checkDirective(word string) {
	switch word {
	case "$TTL", "$ORIGIN", "$GENERATE":
	case "$INCLUDE":
		s.stop("$INCLUDE is not allowed", "put its records into this file")
	default:
		s.stop("unknown directive "+word, "$TTL, $ORIGIN and $GENERATE are known")
	}
}

// endDirective learns from a whole directive.
func (s *source) endDirective(fields []string) {
	s.ttl.generating = false
	switch {
	case strings.EqualFold(fields[0], "$TTL") && len(fields) > 1:
		// The parser itself reads the number, so that both agree on units.
		if rr, err := dns.NewRR(". " + fields[1] + " IN A 192.0.2.1"); err == nil && rr != nil {
			s.ttl.byDirective, s.ttl.ttl = true, rr.Header().Ttl
		}
	case strings.EqualFold(fields[0], "$ORIGIN"):
		s.origin.set(strings.Join(fields[1:], " ")) // of two words nothing comes
	case strings.EqualFold(fields[0], "$GENERATE"):
		s.ttl.generating = !generateHasTTL(fields)
	}
}

// generateHasTTL looks for a TTL in `$GENERATE range owner [class] [ttl] [class] type data`.
// Neither a class nor a type starts with a digit.
func generateHasTTL(fields []string) bool {
	rest := fields[min(3, len(fields)):]
	if len(rest) > 0 {
		_, known := dns.StringToClass[strings.ToUpper(rest[0])]
		if known || len(rest[0]) > 5 && strings.EqualFold(rest[0][:5], "CLASS") {
			rest = rest[1:]
		}
	}
	return len(rest) > 0 && isDigit(rest[0][0])
}

// of gives the TTL of a record that the parser gave a TTL; previous is the TTL
// of the record before.
func (t *ttlRule) of(parsed, previous uint32) uint32 {
	switch {
	case !t.generating:
		return parsed
	case t.byDirective:
		return t.ttl
	}
	return previous
}

package zones

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// source feeds a master file to the parser byte by byte, and knows what the
// parser doesn't say: on which line a record starts, the text of the current
// line, and whether the file ends as a file should. Lines that are read without
// the parser are passed.
//
// It follows quotes, comments and parentheses just far enough to see where a
// record or directive begins and ends. Used by one goroutine, once.
type source struct {
	in     []byte
	at     int      // of the next octet
	failed *Problem // what to say at the end of in, if that is not the end of the file
	err    *Problem // why reading stopped early; nil at the end of the file
	last   byte
	eof    bool

	ahead []byte // what the parser gets before the next octet: not in the file
	skew  int    // how many lines the parser is behind

	line  int  // current line, from 1
	begin int  // where it starts in the text
	ended bool // the current line's newline is read

	start     int        // line on which the current record or directive starts
	size      int        // its octets
	open      int        // its open parentheses
	fresh     bool       // the next octet starts a record or directive
	comment   bool       // in a comment
	escaped   bool       // behind a backslash
	quote     quote      // the current or the last quoted string
	directive *directive // nil in a record
	ttl       ttlRule
	origin    originRule
	padded    bool // the blank in front of the next octet is given
	key       ipseckey
}

// maxColumn is the octets of a line that are searched for a column.
const maxColumn = 4096

func newSource(text []byte) *source {
	s := &source{in: text, line: 1, start: 1, fresh: true, last: '\n'}
	if len(text) > MaxFileOctets {
		s.in = text[:MaxFileOctets]
		s.failed = &Problem{Text: fmt.Sprintf("file of more than %d octets", MaxFileOctets), Hint: "split the zone"}
	}
	// A byte order mark, as Windows editors write it.
	s.in = bytes.TrimPrefix(s.in, []byte("\xef\xbb\xbf"))
	return s
}

// ReadByte is the next octet. CR LF comes as LF.
func (s *source) ReadByte() (byte, error) {
	if s.err != nil {
		return 0, s.err
	}
	if len(s.ahead) > 0 {
		return s.give(), nil
	}
	if s.at == len(s.in) {
		return 0, s.end()
	}
	c := s.in[s.at]
	if c == '\r' && s.at+1 < len(s.in) && s.in[s.at+1] == '\n' {
		s.at++
		c = '\n'
	}
	if s.pad(c) {
		return ' ', nil
	}
	s.advance(c)
	if s.size++; s.size > MaxRecordText {
		s.line = s.start
		return 0, s.stop(fmt.Sprintf("record of more than %d octets of text", MaxRecordText), `is a quote or "(" left open?`)
	}
	if c == 0 {
		return 0, s.stop("NUL octet", "is this a text file?")
	}
	if s.follow(c); s.err != nil {
		return 0, s.err
	}
	return c, nil
}

// give is the next octet of what is not in the file.
func (s *source) give() byte {
	c := s.ahead[0]
	s.ahead = s.ahead[1:]
	if c == '\n' {
		s.skew--
	}
	return c
}

// end is what comes behind the last octet.
func (s *source) end() error {
	if s.failed != nil {
		return s.stop(s.failed.Text, s.failed.Hint)
	}
	s.eof = true
	return io.EOF
}

// pass moves behind a whole record on one line, which was read without the
// parser and ends in front of the octet end.
func (s *source) pass(end int) {
	s.line, s.begin = s.nextLine(), s.at
	s.at, s.last, s.ended = end, '\n', true
	s.start, s.directive, s.quote = s.line, nil, quote{}
	s.skew++
}

// nextLine is the line that the next octet is on.
func (s *source) nextLine() int {
	if s.ended {
		return s.line + 1
	}
	return s.line
}

// skip moves to where the next record starts, if it is not there. The rest of
// the current one is followed, but nobody sees it.
func (s *source) skip() {
	for !s.fresh && s.err == nil && !s.eof {
		s.ReadByte() // an error is kept in s.err
	}
	s.ahead = nil
}

// pad reports whether a blank must go in front of the octet c. The parser joins
// two words that only a line's end inside of parentheses or a parenthesis keeps
// apart; and it skips one token between two fields without looking, so that
// the end of a short record would be skipped and its next field taken from the
// line below. With a blank in front of what ends a word, neither happens.
func (s *source) pad(c byte) bool {
	if s.padded {
		s.padded = false
		return false
	}
	ends := c == '\n' || c == ';' || c == '(' || c == ')'
	s.padded = ends && !s.escaped && !s.comment && !s.quote.open &&
		s.last != ' ' && s.last != '\t' && s.last != '\n'
	return s.padded
}

// Read serves the interface that the parser asks for; it only uses ReadByte.
func (s *source) Read(into []byte) (n int, err error) {
	for n < len(into) && err == nil {
		if into[n], err = s.ReadByte(); err == nil {
			n++
		}
	}
	return n, err
}

// stop ends the reading with a problem on the current line.
func (s *source) stop(text, hint string) error {
	s.err = &Problem{Line: s.line, Text: text, Hint: hint}
	return s.err
}

// advance counts lines. A newline belongs to the line that it ends.
func (s *source) advance(c byte) {
	if s.ended {
		s.line++
		s.begin = s.at
	}
	s.at++
	s.ended = c == '\n'
	s.last = c
}

// follow moves the state of the current record or directive by one octet.
func (s *source) follow(c byte) {
	if s.fresh {
		s.fresh, s.start, s.size, s.directive = false, s.line, 1, nil
		s.quote = quote{}
		if c == '$' {
			s.directive = &directive{}
		}
	}
	escaped := s.escaped
	s.escaped = false
	s.key.octet(c)
	switch {
	case c == '\n' && !s.quote.open:
		s.comment = false
		if s.open <= 0 {
			s.fresh, s.open = true, 0
			if s.key.end() {
				s.ahead = append(s.ahead, '\n')
			}
		}
	case s.comment:
	case escaped:
		s.quote.escaped(c)
	case c == '\\':
		s.escaped = true
	case c == '"':
		s.quote.toggle()
	case s.quote.open:
		s.quote.octet()
	case c == ';':
		s.comment = true
	case c == '(':
		s.open++
	case c == ')':
		s.open--
	}
	if s.directive != nil && !s.comment {
		s.noteDirective(c)
	}
}

// finish reads what the parser left, and reports what is wrong with the end.
func (s *source) finish(p *problems) {
	for s.err == nil {
		if _, err := s.ReadByte(); err == io.EOF {
			break
		}
	}
	switch {
	case s.err != nil:
		p.add(s.err.Line, s.err.Text, s.err.Hint)
	case s.last != '\n':
		p.add(s.line, "the file does not end in a newline", "half-written? if not, end the last line")
	case s.quote.open:
		p.add(s.start, "a quote is never closed", "")
	}
}

// column finds where token starts in the current line, given the column at
// which the parser had it whole. Tabs count as one.
func (s *source) column(line, col int, token string) int {
	token, _, _ = strings.Cut(token, "\n")
	if line != s.line || token == "" {
		return col
	}
	text := s.in[s.begin:min(s.begin+min(col, maxColumn), s.at)]
	if at := bytes.LastIndex(text, []byte(token)); at >= 0 {
		return at + 1
	}
	return col
}

package zones

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// source feeds a master file to the parser byte by byte, and knows what the
// parser doesn't say: on which line a record starts, the text of the current
// line, and whether the file ends as a file should.
//
// It follows quotes, comments and parentheses just far enough to see where a
// record or directive begins and ends. Used by one goroutine, once.
type source struct {
	in     *bufio.Reader
	err    *Problem // why reading stopped early; nil at the end of the file
	octets int
	last   byte
	eof    bool

	line  int    // current line, from 1
	text  []byte // octets of the current line, for columns; bounded
	ended bool   // the current line's newline is read

	start     int        // line on which the current record or directive starts
	size      int        // its octets
	open      int        // its open parentheses
	fresh     bool       // the next octet starts a record or directive
	comment   bool       // in a comment
	escaped   bool       // behind a backslash
	quote     quote      // the current or the last quoted string
	directive *directive // nil in a record
	ttl       ttlRule
	padded    bool // the blank in front of the next octet is given
	key       ipseckey
}

// maxColumn is the octets of a line that are kept to find a column.
const maxColumn = 4096

func newSource(text io.Reader) *source {
	in := bufio.NewReaderSize(text, 16<<10)
	if mark, _ := in.Peek(3); string(mark) == "\xef\xbb\xbf" {
		in.Discard(3) // a byte order mark, as Windows editors write it
	}
	return &source{in: in, line: 1, start: 1, fresh: true, last: '\n'}
}

// ReadByte is the next octet. CR LF comes as LF.
func (s *source) ReadByte() (byte, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.key.give() {
		return '\n', nil
	}
	c, err := s.in.ReadByte()
	if err == io.EOF {
		s.eof = true
		return 0, io.EOF
	}
	if err != nil {
		return 0, s.stop(err.Error(), "")
	}
	if c == '\r' {
		if next, _ := s.in.Peek(1); len(next) == 1 && next[0] == '\n' {
			return s.ReadByte()
		}
	}
	if s.pad(c) {
		s.in.UnreadByte()
		return ' ', nil
	}
	s.advance(c)
	if s.octets++; s.octets > MaxFileOctets {
		return 0, s.stop(fmt.Sprintf("file of more than %d octets", MaxFileOctets), "split the zone")
	}
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
		s.text = s.text[:0]
	}
	s.ended = c == '\n'
	s.last = c
	if !s.ended && len(s.text) < maxColumn {
		s.text = append(s.text, c)
	}
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
			s.key.end()
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
	if at := bytes.LastIndex(s.text[:min(col, len(s.text))], []byte(token)); at >= 0 {
		return at + 1
	}
	return col
}

package probe

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sipMessage is what we need of a SIP message: a response has a code, a
// request has code 0.
type sipMessage struct {
	code     int
	phrase   string
	callID   string
	sequence string // number of CSeq
	method   string // method of CSeq
	server   string // Server, for people
	retry    string // Retry-After, for people
	diag     string // ms-diagnostics, for people
	asks     string // schemes of WWW-Authenticate and Proxy-Authenticate, for people
}

// readSIP reads one message (RFC 3261 7) and skips its body. The bound on
// what is read is the reader's own: see Limit.
func readSIP(r *bufio.Reader) (*sipMessage, error) {
	start, err := startLine(r)
	if err != nil {
		return nil, err
	}
	m := &sipMessage{}
	if err := m.setStart(start); err != nil {
		return nil, err
	}
	length := 0
	for {
		name, value, err := header(r)
		if err != nil {
			return nil, midMessage(err)
		}
		if name == "" {
			break
		}
		if name == "content-length" || name == "l" {
			if length, err = strconv.Atoi(value); err != nil || length < 0 {
				return nil, &protocolError{"bad Content-Length " + value}
			}
		}
		m.setHeader(name, value)
	}
	if _, err := io.CopyN(io.Discard, r, int64(length)); err != nil {
		return nil, midMessage(err)
	}
	return m, nil
}

// startLine skips the empty lines that may stand before a message (RFC 3261
// 7.5; RFC 5626 uses them as keep-alive) and returns the first other one.
func startLine(r *bufio.Reader) (string, error) {
	for {
		line, err := r.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" || err != nil {
			if err != nil && line != "" {
				err = midMessage(err)
			}
			return line, err
		}
	}
}

// setStart reads a status line, `SIP/2.0 200 OK`, or lets a request line
// pass: a peer may ask something on its own, but that is no answer.
func (m *sipMessage) setStart(line string) error {
	rest, ok := strings.CutPrefix(line, "SIP/2.0 ")
	if !ok {
		if strings.HasSuffix(line, " SIP/2.0") {
			return nil
		}
		return &protocolError{"not SIP: " + line}
	}
	code, ok := threeDigits(rest)
	if !ok || code < 100 || code > 699 || len(rest) > 3 && rest[3] != ' ' {
		return &protocolError{"bad status line: " + line}
	}
	m.code = code
	m.phrase = strings.TrimSpace(rest[3:])
	return nil
}

// header reads one header field with its continuation lines (RFC 3261 7.3.1);
// the name is in lower case. An empty name ends the headers.
func header(r *bufio.Reader) (name, value string, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", "", nil
	}
	name, value, ok := strings.Cut(line, ":")
	name = strings.ToLower(strings.TrimRight(name, " \t"))
	if !ok || name == "" {
		return "", "", &protocolError{"bad header: " + line}
	}
	var whole strings.Builder // a peer may fold as often as it likes
	whole.WriteString(value)
	for {
		next, err := r.Peek(1)
		if err != nil || next[0] != ' ' && next[0] != '\t' {
			return name, strings.TrimSpace(whole.String()), nil
		}
		more, err := r.ReadString('\n')
		if err != nil {
			return "", "", err
		}
		whole.WriteString(" " + strings.TrimSpace(more))
	}
}

// setHeader keeps the headers that we need, in long and compact form.
func (m *sipMessage) setHeader(name, value string) {
	switch name {
	case "call-id", "i":
		m.callID = value
	case "cseq":
		m.sequence, m.method, _ = strings.Cut(value, " ")
		m.method = strings.TrimSpace(m.method)
	case "server":
		m.server = value
	case "retry-after":
		m.retry = value
	case "ms-diagnostics", "ms-diagnostics-public":
		// The public form says less; an edge sends either (MS-OCER 2.2.1).
		if m.diag == "" || name == "ms-diagnostics" {
			m.diag = value
		}
	case "www-authenticate", "proxy-authenticate":
		scheme, _, _ := strings.Cut(value, " ")
		m.asks = listed(m.asks, scheme)
	}
}

// summary tells people what the peer said.
func (m *sipMessage) summary() string {
	words := strings.TrimSpace(fmt.Sprintf("%d %s", m.code, m.phrase))
	if m.asks != "" {
		words += ", asks for " + m.asks
	}
	if m.retry != "" {
		words += ", Retry-After " + m.retry
	}
	if m.diag != "" {
		words += ", ms-diagnostics " + m.diag
	}
	if m.server != "" {
		words += ", " + m.server
	}
	return words
}

// listed adds a word to a list for people.
func listed(list, word string) string {
	if list == "" || word == "" {
		return list + word
	}
	return list + ", " + word
}

// midMessage tells an end in the middle of a message from one before it.
func midMessage(err error) error {
	if errors.Is(err, io.EOF) {
		return &protocolError{"the message ends too early"}
	}
	return err
}

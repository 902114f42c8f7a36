package probe

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"geosrv/health"
)

const (
	streamSpace = "http://etherx.jabber.org/streams"    // RFC 6120 4.8.1
	errorSpace  = "urn:ietf:params:xml:ns:xmpp-streams" // RFC 6120 4.9.2
)

// Depths of the elements of a stream, the stream itself being the first.
// Features and errors of real servers end at the fifth.
const (
	streamDepth = 1
	maxDepth    = 16
)

// lastWord is how long a server of before RFC 6120, which sends no features,
// is given to follow its stream header by an error.
const lastWord = 250 * time.Millisecond

// xmppStream is the stream of a probe. There is one decoder per XML document:
// the stream that follows TLS is a new one (RFC 6120 5.4.3.3). What is read is
// bounded by the stream's Limit, before and after TLS together.
type xmppStream struct {
	*stream
	e     health.Endpoint
	text  *bufio.Reader // what the decoder reads from, to see what is left there
	xml   *xml.Decoder
	depth int // of elements that are open now
}

// open sends a stream header and reads the peer's, and what follows it.
func (x *xmppStream) open(ctx context.Context) (xmppFeatures, error) {
	x.text = bufio.NewReader(x.stream)
	x.xml, x.depth = xml.NewDecoder(x.text), 0
	if _, err := x.Write(x.header()); err != nil {
		return xmppFeatures{}, err
	}
	if err := x.markup(); err != nil {
		return xmppFeatures{}, err
	}
	top, err := x.element()
	if err != nil {
		return xmppFeatures{}, err
	}
	if top.Name.Space != streamSpace || top.Name.Local != "stream" {
		return xmppFeatures{}, &protocolError{"not an XMPP stream: <" + top.Name.Local + ">"}
	}
	f := xmppFeatures{from: attribute(top, "from")}
	if attribute(top, "version") == "" {
		shorten(ctx, x.stream, lastWord)
		f.none = true
	}
	first, err := x.element()
	switch {
	case err != nil && f.none && isTimeout(err):
		return f, nil
	case err != nil:
		return f, err
	case first.Name.Space == streamSpace && first.Name.Local == "error":
		return f, x.streamError()
	case f.none:
		return f, nil
	case first.Name.Space == streamSpace && first.Name.Local == "features":
		return f, x.features(&f)
	}
	return f, &protocolError{"features expected, not <" + first.Name.Local + ">"}
}

// markup looks whether what comes is markup at all. The decoder would wait for
// some until the deadline, and a greeting of another protocol has none.
func (x *xmppStream) markup() error {
	for {
		c, err := x.text.ReadByte()
		switch {
		case err != nil:
			return err
		case strings.IndexByte(" \t\r\n", c) >= 0:
			continue
		}
		x.text.UnreadByte()
		if c == '<' {
			return nil
		}
		words, _ := x.text.Peek(x.text.Buffered())
		return &protocolError{"not XMPP: " + string(words)}
	}
}

// header is the initial stream header (RFC 6120 4.7).
func (x *xmppStream) header() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version='1.0'?><stream:stream xmlns='jabber:%s' xmlns:stream='%s'", x.e.XMPPStream(), streamSpace)
	if x.e.XMPPStream() == health.StreamServer {
		// Old servers take the dialback namespace (XEP-0220) as the sign of a server.
		b.WriteString(" xmlns:db='jabber:server:dialback'")
	}
	to := x.e.Domain
	if to == "" {
		to = x.e.Name
	}
	for _, a := range [...]struct{ name, value string }{{"from", x.e.From}, {"to", to}} {
		if a.value != "" {
			fmt.Fprintf(&b, " %s='", a.name)
			xml.EscapeText(&b, []byte(strings.TrimSuffix(a.value, ".")))
			b.WriteString("'")
		}
	}
	b.WriteString(" version='1.0'>")
	return b.Bytes()
}

// streamError reads the children of stream:error and returns what they say. A
// peer that hangs up in the middle has said enough if the condition came.
func (x *xmppStream) streamError() error {
	said := &streamError{}
	for {
		token, err := x.token()
		open, ok := token.(xml.StartElement)
		switch {
		case err != nil && said.condition != "", err == nil && !ok && x.depth == streamDepth:
			return said
		case err != nil:
			return err
		case !ok || open.Name.Space != errorSpace:
			continue
		case open.Name.Local != "text":
			said.condition = open.Name.Local
		}
		words, err := x.words()
		said.text = joined(said.text, strings.TrimSpace(words))
		if err != nil && said.condition == "" {
			return err
		}
	}
}

// element returns the next start tag of the stream. Between elements of a
// stream there is no text but blanks (RFC 6120 4.6.1), and its end is the
// peer's good-bye.
func (x *xmppStream) element() (xml.StartElement, error) {
	for {
		token, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if plain := bytes.TrimSpace(t); len(plain) > 0 {
				return xml.StartElement{}, &protocolError{"not XMPP: " + string(plain)}
			}
		case xml.EndElement:
			if x.depth < streamDepth {
				return xml.StartElement{}, io.EOF
			}
		}
	}
}

// words returns the text of the element that was opened last, and leaves it.
func (x *xmppStream) words() (string, error) {
	var b strings.Builder
	for within := x.depth; x.depth >= within; {
		token, err := x.token()
		if err != nil {
			return b.String(), err
		}
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
		}
	}
	return b.String(), nil
}

// leave reads on until no more than depth elements are open.
func (x *xmppStream) leave(depth int) error {
	for x.depth > depth {
		if _, err := x.token(); err != nil {
			return err
		}
	}
	return nil
}

// token reads on by one token. XMPP is XML without document types (RFC 6120
// 11.1), so nothing can be declared that would expand; the decoder knows no
// entity but the five of XML itself.
func (x *xmppStream) token() (xml.Token, error) {
	token, err := x.xml.Token()
	if err != nil {
		return nil, asXML(err)
	}
	switch token.(type) {
	case xml.StartElement:
		x.depth++
		if x.depth > maxDepth {
			return nil, &protocolError{"not XMPP: elements nested too deep"}
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		return nil, &protocolError{"not XMPP: a document type"}
	}
	return token, nil
}

// shorten brings the read deadline nearer.
func shorten(ctx context.Context, s *stream, d time.Duration) {
	until := time.Now().Add(d)
	if deadline, ok := ctx.Deadline(); ctx.Err() == nil && (!ok || until.Before(deadline)) {
		s.SetReadDeadline(until)
	}
}

// asXML marks what the XML parser complains of as not the protocol. An end
// inside the stream is the peer's hanging up, not bad XML.
func asXML(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) && !strings.Contains(syntax.Msg, "unexpected EOF") {
		return &protocolError{"not XMPP: " + syntax.Msg}
	}
	if errors.As(err, &syntax) {
		return io.EOF
	}
	return err
}

// attribute is the value of an attribute without a namespace, "" if absent.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

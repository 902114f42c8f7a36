package probe

import (
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

// lastWord is how long a server of before RFC 6120, which sends no features,
// is given to follow its stream header by an error.
const lastWord = 250 * time.Millisecond

// xmpp opens a stream to the endpoint's domain (RFC 6120 4.2), as a server or
// as a client by the port, and waits for the stream's features. A stream
// error that says that the domain is not served is a failure, one that sends
// us away is a drain, any other is a sign of life.
func (p prober) xmpp(ctx context.Context, e health.Endpoint) health.Observation {
	space := xmppSpace(e.Addr.Port())
	s, err := p.open(ctx, e, strings.Replace(space, "jabber:", "xmpp-", 1)) // ALPN of XEP-0368
	if err != nil {
		return broken(err)
	}
	defer s.Close()
	if _, err := s.Write(streamHeader(e, space)); err != nil {
		return broken(err)
	}
	o := readStream(ctx, s, xml.NewDecoder(s))
	// Without the end tag every probe would leave a line in the peer's log.
	io.WriteString(s, "</stream:stream>")
	return o
}

// xmppSpace is the content namespace by the port: 5222 and 5223 are for
// clients (RFC 6120 14.7, XEP-0368), all else is for servers.
func xmppSpace(port uint16) string {
	if port == 5222 || port == 5223 {
		return "jabber:client"
	}
	return "jabber:server"
}

// streamHeader is the initial stream header (RFC 6120 4.7).
func streamHeader(e health.Endpoint, space string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version='1.0'?><stream:stream xmlns='%s' xmlns:stream='%s'", space, streamSpace)
	if space == "jabber:server" {
		// Old servers take the dialback namespace (XEP-0220) as the sign of a server.
		b.WriteString(" xmlns:db='jabber:server:dialback'")
	}
	if e.Name != "" {
		b.WriteString(" to='")
		xml.EscapeText(&b, []byte(strings.TrimSuffix(e.Name, ".")))
		b.WriteString("'")
	}
	b.WriteString(" version='1.0'>")
	return b.Bytes()
}

// readStream reads the response header and what follows it.
func readStream(ctx context.Context, s *stream, d *xml.Decoder) health.Observation {
	open, err := nextElement(d, false)
	if err != nil {
		return broken(asXML(err))
	}
	if open.Name.Space != streamSpace || open.Name.Local != "stream" {
		return failed(health.ReasonProto, "not an XMPP stream: <"+open.Name.Local+">")
	}
	old := attribute(open, "version") == ""
	if old {
		shorten(ctx, s, lastWord)
	}
	first, err := nextElement(d, false)
	switch {
	case err != nil && old && isTimeout(err):
		return answered("stream opened, no features")
	case err != nil:
		return broken(asXML(err))
	case first.Name.Space == streamSpace && first.Name.Local == "error":
		return streamError(d)
	case first.Name.Space == streamSpace && first.Name.Local == "features", old:
		return answered("stream opened" + from(open))
	}
	return failed(health.ReasonProto, "features expected, not <"+first.Name.Local+">")
}

// streamError judges a stream error by its condition (RFC 6120 4.9.3).
func streamError(d *xml.Decoder) health.Observation {
	for {
		condition, err := nextElement(d, true)
		if err != nil {
			return broken(asXML(err))
		}
		if condition.Name.Space != errorSpace {
			continue
		}
		switch detail := "stream error " + condition.Name.Local; condition.Name.Local {
		case "host-unknown", "host-gone", "improper-addressing":
			return failed(health.ReasonHostUnknown, detail)
		case "system-shutdown":
			return draining(health.ReasonXMPPShutdown, detail)
		case "see-other-host":
			return draining(health.ReasonXMPPOther, detail)
		default:
			return answered(detail)
		}
	}
}

// nextElement returns the next start tag. Only an error may hold text. The
// decoder knows no external entities and expands none, so a document type is
// only something to skip.
func nextElement(d *xml.Decoder, inError bool) (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if plain := bytes.TrimSpace(t); len(plain) > 0 && !inError {
				return xml.StartElement{}, &protocolError{"not XMPP: " + string(plain)}
			}
		case xml.EndElement:
			if t.Name.Local == "stream" {
				return xml.StartElement{}, io.EOF
			}
		}
	}
}

// shorten brings the read deadline nearer.
func shorten(ctx context.Context, s *stream, d time.Duration) {
	until := time.Now().Add(d)
	if deadline, ok := ctx.Deadline(); !ok || until.Before(deadline) {
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

// from tells people as whom the server answers.
func from(open xml.StartElement) string {
	if name := attribute(open, "from"); name != "" {
		return " by " + name
	}
	return ""
}

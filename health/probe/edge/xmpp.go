package edge

import (
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
)

// startsTLS tells an edge that begins in the clear and offers STARTTLS. One
// without names has none to show a certificate for, and offers none.
func (e *Edge) startsTLS() bool { return e.kind == "xmpp/tcp" && len(e.names) > 0 }

// talkXMPP answers stream headers (RFC 6120 4.2), goes on to TLS when it is
// asked to (RFC 6120 5), and waits for the end.
func talkXMPP(e *Edge, c net.Conn) {
	d := xml.NewDecoder(io.LimitReader(c, 1<<16))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		open, ok := token.(xml.StartElement)
		switch {
		case ok && open.Name.Local == "stream":
			if !e.say(c, e.xmppAnswer(c, open)) {
				return
			}
		case ok && open.Name.Local == "starttls" && e.offersTLS(c):
			if c = e.startTLS(c); c == nil {
				return
			}
			d = xml.NewDecoder(io.LimitReader(c, 1<<16))
		}
	}
}

// offersTLS tells whether there is a TLS to go on to.
func (e *Edge) offersTLS(c net.Conn) bool {
	_, secure := c.(*tls.Conn)
	return e.startsTLS() && !secure
}

// startTLS says <proceed/> and makes the handshake; nil if that failed.
func (e *Edge) startTLS(c net.Conn) net.Conn {
	if _, err := io.WriteString(c, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"); err != nil {
		return nil
	}
	e.mu.Lock()
	config := e.config
	e.mu.Unlock()
	secure := tls.Server(c, config)
	if secure.Handshake() != nil {
		return nil
	}
	return secure
}

// xmppAnswer is the response header with the features, or with the error.
func (e *Edge) xmppAnswer(c net.Conn, open xml.StartElement) string {
	to, space := "", "jabber:server"
	for _, a := range open.Attr {
		switch a.Name.Local {
		case "to":
			to = a.Value
		case "xmlns":
			space = a.Value
		}
	}
	rest := "<stream:features>" + e.xmppFeatures(c, space) + "</stream:features>"
	m := e.Mode()
	known := len(e.names) == 0 || slices.ContainsFunc(e.names, func(n string) bool { return strings.EqualFold(n, to) })
	switch {
	case m == Drain:
		rest = xmppError("system-shutdown")
	case m == Error:
		rest = xmppError("internal-server-error")
	case m == HostUnknown || !known:
		rest = xmppError("host-unknown")
	}
	var from strings.Builder
	xml.EscapeText(&from, []byte(to))
	return fmt.Sprintf("<?xml version='1.0'?><stream:stream xmlns='%s' xmlns:stream='http://etherx.jabber.org/streams' id='e' from='%s' version='1.0'>%s",
		space, from.String(), rest)
}

// xmppFeatures is what the edge offers at this point: TLS first, and then what
// servers and clients authenticate by.
func (e *Edge) xmppFeatures(c net.Conn, space string) string {
	switch {
	case e.offersTLS(c):
		return "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
	case space == "jabber:client":
		return "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism></mechanisms>"
	}
	return "<dialback xmlns='urn:xmpp:features:dialback'/>"
}

// xmppError is a stream error (RFC 6120 4.9.1).
func xmppError(condition string) string {
	return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"
}

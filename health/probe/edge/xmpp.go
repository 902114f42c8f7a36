package edge

import (
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
)

// talkXMPP answers a stream header (RFC 6120 4.2) and waits for the end.
func talkXMPP(e *Edge, c net.Conn) {
	d := xml.NewDecoder(io.LimitReader(c, 1<<16))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		open, ok := token.(xml.StartElement)
		if !ok || open.Name.Local != "stream" {
			continue
		}
		to, space := "", "jabber:server"
		for _, a := range open.Attr {
			switch a.Name.Local {
			case "to":
				to = a.Value
			case "xmlns":
				space = a.Value
			}
		}
		if !e.say(c, e.xmppAnswer(to, space)) {
			return
		}
	}
}

// xmppAnswer is the response header with the features, or with the error.
func (e *Edge) xmppAnswer(to, space string) string {
	const features = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
	rest := features
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

// xmppError is a stream error (RFC 6120 4.9.1).
func xmppError(condition string) string {
	return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"
}

package probe

import (
	"encoding/xml"
	"slices"
	"strings"
)

// The namespaces of what a stream may offer.
const (
	tlsSpace      = "urn:ietf:params:xml:ns:xmpp-tls"  // RFC 6120 5.4.2
	saslSpace     = "urn:ietf:params:xml:ns:xmpp-sasl" // RFC 6120 6.4.1
	dialbackSpace = "urn:xmpp:features:dialback"       // XEP-0220 2.2
)

// xmppFeatures is what a peer offers on a stream (RFC 6120 4.3.2), as far as a
// probe has a use for it.
type xmppFeatures struct {
	from       string // as whom the peer answers; "" not said
	none       bool   // a peer of before RFC 6120, which sends none
	starttls   bool
	dialback   bool
	mechanisms []string // of SASL
}

// features reads the children of stream:features.
func (x *xmppStream) features(f *xmppFeatures) error {
	for {
		token, err := x.token()
		if err != nil {
			return err
		}
		open, ok := token.(xml.StartElement)
		switch {
		case !ok && x.depth == streamDepth:
			return nil
		case !ok:
		case open.Name == xml.Name{Space: tlsSpace, Local: "starttls"}:
			f.starttls = true
		case open.Name == xml.Name{Space: dialbackSpace, Local: "dialback"}:
			f.dialback = true
		case open.Name == xml.Name{Space: saslSpace, Local: "mechanism"}:
			words, err := x.words()
			if err != nil {
				return err
			}
			f.mechanisms = append(f.mechanisms, strings.TrimSpace(words))
		}
	}
}

// summary tells people what was offered, and whether inside TLS.
func (f *xmppFeatures) summary(secure bool) string {
	words := "stream opened"
	if f.from != "" {
		words += " by " + f.from
	}
	if f.none {
		return words + ", no features"
	}
	if !secure {
		words += " without TLS"
	}
	if f.starttls {
		words += ", offers STARTTLS"
	}
	if f.dialback {
		words += ", offers dialback"
	}
	if len(f.mechanisms) > 0 {
		words += ", SASL " + strings.Join(slices.Compact(f.mechanisms), " ")
	}
	return words
}

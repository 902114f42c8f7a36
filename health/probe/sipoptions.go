package probe

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"geosrv/health"
)

// options is one OPTIONS request with what a response must repeat.
type options struct {
	target    string // host of the Request-URI
	local     netip.AddrPort
	transport string // as in Via: TLS, TCP, UDP
	from      string // URI
	contact   string // URI
	agent     string
	callID    string
	branch    string // with the magic cookie of RFC 3261 8.1.1.7
	tag       string
}

// newOptions makes a request from the local address of its connection. Every
// identifier is random: a late answer to an earlier probe must not count.
func newOptions(e health.Endpoint, local net.Addr, agent string) *options {
	o := &options{
		target:    strings.TrimSuffix(e.Name, "."),
		transport: strings.ToUpper(e.Transport),
		agent:     agent,
		branch:    "z9hG4bK" + rand.Text(),
		tag:       rand.Text(),
	}
	if at, err := netip.ParseAddrPort(local.String()); err == nil {
		o.local = at
	}
	if o.target == "" {
		o.target = uriHost(e.Addr.Addr())
	}
	host := uriHost(o.local.Addr())
	o.callID = rand.Text() + "@" + o.local.Addr().WithZone("").String()
	o.from = "sip:geosrv@" + host
	// Some gateways (Direct Routing) refuse a Contact without a known FQDN.
	o.contact = fmt.Sprintf("sip:%s:%d;transport=%s", host, o.local.Port(), e.Transport)
	if e.From != "" {
		o.from = "sip:" + strings.TrimPrefix(strings.TrimPrefix(e.From, "sips:"), "sip:")
		o.contact = fmt.Sprintf("%s;transport=%s", withoutUser(o.from), e.Transport)
	}
	return o
}

// text is the request as it is sent (RFC 3261 11.1), the same each time it is
// repeated. rport asks for the answer at the port that we send from (RFC 3581).
func (o *options) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "OPTIONS sip:%s SIP/2.0\r\n", o.target)
	fmt.Fprintf(&b, "Via: SIP/2.0/%s %s:%d;rport;branch=%s\r\n", o.transport, uriHost(o.local.Addr()), o.local.Port(), o.branch)
	fmt.Fprintf(&b, "Max-Forwards: 70\r\n")
	fmt.Fprintf(&b, "From: <%s>;tag=%s\r\n", o.from, o.tag)
	fmt.Fprintf(&b, "To: <sip:%s>\r\n", o.target)
	fmt.Fprintf(&b, "Call-ID: %s\r\n", o.callID)
	fmt.Fprintf(&b, "CSeq: 1 OPTIONS\r\n")
	fmt.Fprintf(&b, "Contact: <%s>\r\n", o.contact)
	fmt.Fprintf(&b, "Accept: application/sdp\r\n")
	fmt.Fprintf(&b, "User-Agent: %s\r\n", o.agent)
	fmt.Fprintf(&b, "Content-Length: 0\r\n\r\n")
	return b.Bytes()
}

// isAnsweredBy tells whether m is the final response to this request: same
// Call-ID and CSeq, code 200 and above (RFC 3261 17.1.3 asks for the branch
// as well, but an old server may not repeat it).
func (o *options) isAnsweredBy(m *sipMessage) bool {
	return m.code >= 200 && m.callID == o.callID && m.sequence == "1" && m.method == "OPTIONS"
}

// uriHost writes an address as the host of a URI: IPv6 in brackets, no zone.
func uriHost(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		return "[" + a.String() + "]"
	}
	return a.String()
}

// withoutUser is the URI of the domain of a user's URI.
func withoutUser(uri string) string {
	if i := strings.LastIndexByte(uri, '@'); i >= 0 {
		return "sip:" + uri[i+1:]
	}
	return uri
}

package probe

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"geosrv/health"
)

// sipRequest is one request with what a response must repeat of it.
type sipRequest struct {
	method    string // OPTIONS or REGISTER
	sequence  string // number of CSeq
	target    string // host of the Request-URI
	local     netip.AddrPort
	transport string // as in Via: TLS, TCP, UDP
	from      string // URI
	to        string // URI
	contact   string // header line with its end; "" none
	agent     string
	callID    string
	branch    string // with the magic cookie of RFC 3261 8.1.1.7
	tag       string
}

// newSIPRequest makes a request from the local address of its connection.
// Every identifier is random: a late answer to an earlier probe must not count.
func newSIPRequest(method string, e health.Endpoint, local net.Addr, agent string) *sipRequest {
	r := &sipRequest{
		method: method, sequence: "1",
		target:    strings.TrimSuffix(cmp.Or(e.Domain, e.Name), "."),
		transport: strings.ToUpper(e.Transport),
		agent:     agent,
		branch:    "z9hG4bK" + rand.Text(),
		tag:       rand.Text(),
	}
	if at, err := netip.ParseAddrPort(local.String()); err == nil {
		r.local = at
	}
	if r.target == "" {
		r.target = uriHost(e.Addr.Addr())
	}
	host := uriHost(r.local.Addr())
	r.callID = rand.Text() + "@" + r.local.Addr().WithZone("").String()
	r.from, r.to = "sip:geosrv@"+host, "sip:"+r.target
	// Some gateways (Direct Routing) refuse a Contact without a known FQDN.
	contact := fmt.Sprintf("sip:%s:%d", host, r.local.Port())
	if e.From != "" {
		r.from = "sip:" + strings.TrimPrefix(strings.TrimPrefix(e.From, "sips:"), "sip:")
		contact = withoutUser(r.from)
	}
	r.contact = fmt.Sprintf("Contact: <%s;transport=%s>\r\n", contact, e.Transport)
	return r
}

// register is the REGISTER that follows an OPTIONS on the same connection. It
// has no Contact, so it only asks for what is registered (RFC 3261 10.2.3):
// even a registrar that wants no credentials changes nothing by it. The user
// is of the domain asked, because an edge sends it on by that.
func (r *sipRequest) register() *sipRequest {
	next := *r
	user, _, found := strings.Cut(strings.TrimPrefix(r.from, "sip:"), "@")
	if !found {
		user = "geosrv"
	}
	next.method, next.sequence, next.contact = "REGISTER", "2", ""
	next.from = "sip:" + user + "@" + r.target
	next.to = next.from
	next.branch = "z9hG4bK" + rand.Text()
	return &next
}

// text is the request as it is sent (RFC 3261 11.1), the same each time it is
// repeated. rport asks for the answer at the port that we send from (RFC 3581).
func (r *sipRequest) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s sip:%s SIP/2.0\r\n", r.method, r.target)
	fmt.Fprintf(&b, "Via: SIP/2.0/%s %s:%d;rport;branch=%s\r\n", r.transport, uriHost(r.local.Addr()), r.local.Port(), r.branch)
	fmt.Fprintf(&b, "Max-Forwards: 70\r\n")
	fmt.Fprintf(&b, "From: <%s>;tag=%s\r\n", r.from, r.tag)
	fmt.Fprintf(&b, "To: <%s>\r\n", r.to)
	fmt.Fprintf(&b, "Call-ID: %s\r\n", r.callID)
	fmt.Fprintf(&b, "CSeq: %s %s\r\n", r.sequence, r.method)
	b.WriteString(r.contact)
	if r.method == "OPTIONS" {
		fmt.Fprintf(&b, "Accept: application/sdp\r\n")
	}
	fmt.Fprintf(&b, "User-Agent: %s\r\n", r.agent)
	fmt.Fprintf(&b, "Content-Length: 0\r\n\r\n")
	return b.Bytes()
}

// isAnsweredBy tells whether m is the final response to this request: same
// Call-ID and CSeq, code 200 and above (RFC 3261 17.1.3 asks for the branch
// as well, but an old server may not repeat it).
func (r *sipRequest) isAnsweredBy(m *sipMessage) bool {
	return m.code >= 200 && m.callID == r.callID && m.sequence == r.sequence && m.method == r.method
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

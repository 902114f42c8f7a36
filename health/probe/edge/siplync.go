package edge

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"sync"
)

// lync is what makes a SIP edge a Lync Access Edge: it lets in only peers
// with a certificate, sends REGISTER on to a Director that challenges it, and
// gives its diagnostics with what it refuses.
type lync struct {
	clients *x509.CertPool // whose peers are let in; nil lets in everybody

	mu     sync.Mutex
	script map[string][]Reply // by method; the last one stays
}

// Reply is one scripted answer of a Lync edge.
type Reply struct {
	Status  string   // code and phrase, such as "504 Server time-out"
	Headers []string // whole header lines, without their ends
}

// Lync makes a SIP edge play a Lync Access Edge. It answers OPTIONS with 200
// and REGISTER with the challenges of a Director. clients, if not nil, are the
// authorities whose certificates it asks for (port 5061, mutual TLS).
func Lync(clients *x509.CertPool) Option {
	return func(e *Edge) { e.lync = &lync{clients: clients, script: make(map[string][]Reply)} }
}

// Script sets what a Lync edge answers to a method from now on: one reply a
// request, the last one for ever. No replies mean the edge's own answer again.
// On another edge it does nothing.
func (e *Edge) Script(method string, replies ...Reply) {
	if e.lync == nil {
		return
	}
	e.lync.mu.Lock()
	defer e.lync.mu.Unlock()
	e.lync.script[method] = replies
}

// demand makes the handshake mutual.
func (l *lync) demand(c *tls.Config) {
	if l.clients != nil {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, l.clients
	}
}

// answer is the status and the headers that answer a request.
func (l *lync) answer(request string) (status, headers string) {
	method, _, _ := strings.Cut(request, " ")
	r := Reply{Status: "200 OK"}
	if method == "REGISTER" {
		r = Reply{Status: "401 Unauthorized", Headers: []string{
			`WWW-Authenticate: NTLM realm="SIP Communications Service", targetname="fe.example.net", version=4`,
			`WWW-Authenticate: Kerberos realm="SIP Communications Service", targetname="sip/fe.example.net", version=4`,
			`WWW-Authenticate: TLS-DSK realm="SIP Communications Service", targetname="fe.example.net", version=4`,
		}}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if left := l.script[method]; len(left) > 0 {
		r = left[0]
		if len(left) > 1 {
			l.script[method] = left[1:]
		}
	}
	lines := append([]string{"Server: RTC/6.0"}, r.Headers...)
	return r.Status, strings.Join(lines, "\r\n") + "\r\n"
}

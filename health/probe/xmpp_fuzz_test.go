package probe

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// canned is a connection whose other side has said all that it will.
type canned struct {
	net.Conn
	io.Reader
}

func (c canned) Read(p []byte) (int, error)      { return c.Reader.Read(p) }
func (c canned) Write(p []byte) (int, error)     { return len(p), nil }
func (c canned) SetReadDeadline(time.Time) error { return nil }

// FuzzXMPPStream: whatever a peer says, reading it comes to an end, and what is
// told of it is of the closed list.
func FuzzXMPPStream(f *testing.F) {
	for _, words := range []string{
		offer, inner + "<stream:features/>", inner + streamErr("see-other-host"), opened + ">", "<a>&b;</a>",
		"<!DOCTYPE a>", inner + strings.Repeat("<a>", 40), inner + "<stream:error><text", offer + proceed, offer + refuse,
	} {
		f.Add([]byte(words))
	}
	f.Fuzz(func(t *testing.T, words []byte) {
		x := &xmppStream{e: health.Endpoint{Check: "xmpp", Transport: "tcp", Name: "example.com", StartTLS: health.StartTLSNever}}
		x.stream = &stream{Conn: canned{Reader: bytes.NewReader(words)}, left: Limit}
		o := health.Observation{Reason: health.ReasonOK}
		if _, err := x.negotiate(t.Context(), prober{}); err != nil {
			o = xmppBroken(err)
		}
		switch r := o.Reason; {
		case r == health.ReasonOK, r == health.ReasonClosed, r == health.ReasonProto, r == health.ReasonHostUnknown:
		case strings.HasPrefix(r, "xmpp-") && len(r) < 40:
		default:
			t.Errorf("%q: %s (%s)", words, r, o.Detail)
		}
		if x.left < 0 || x.depth > maxDepth+1 {
			t.Errorf("%q: %d bytes left, %d deep", words, x.left, x.depth)
		}
	})
}

package probe_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// TestSTUN is what stun says of each answer, over UDP and TCP alike.
func TestSTUN(t *testing.T) {
	const (
		success = "\x01\x01"
		failure = "\x01\x11"
	)
	says := func(kind, attrs string) reply {
		return func(request string) string { return stunText(kind, request, attrs) }
	}
	code := func(class, number byte, words string) string {
		return attr("\x00\x09", string([]byte{0, 0, class, number})+words)
	}
	xored := attr("\x00\x20", "\x00\x01\x11\x2b\xe1\x12\xa6\x43")
	plain := attr("\x00\x01", "\x00\x01\x00\x50\xc0\x00\x02\x01")
	for _, c := range []struct {
		label  string
		reply  reply
		want   string
		detail string
	}{
		{"success", says(success, xored), "answered ok", "sees us at 192.0.2.1:12345"},
		{"success of RFC 3489", says(success, plain), "answered ok", "sees us at 192.0.2.1:80"},
		{"success behind padding", says(success, attr("\x80\x22", "x")+"\x00\x00\x00"+xored), "answered ok", "sees us at 192.0.2.1:12345"},
		{"success without an address", says(success, ""), "failed proto", "a Binding success without an address"},
		{"an address of no family", says(success, attr("\x00\x20", "\x00\x03\x00\x50\xc0\x00\x02\x01")), "failed proto", "a Binding success without an address"},
		{"300 try alternate", says(failure, code(3, 0, "else")+attr("\x80\x23", "\x00\x01\x0d\x96\xc0\x00\x02\x09")), "degraded stun-300", "300 else, sends us to 192.0.2.9:3478"},
		{"400 bad request", says(failure, code(4, 0, "bad!")), "answered ok", "400 bad!"},
		{"401 unauthorized", says(failure, code(4, 1, "who?")), "answered ok", "401 who?"},
		{"420 unknown attribute", says(failure, code(4, 20, "what")), "answered ok", "420 what"},
		{"500 server error", says(failure, code(5, 0, "ill.")), "failed stun-500", "ill."},
		{"600 global failure", says(failure, code(6, 0, "")), "failed stun-600", ""},
		{"an error without a code", says(failure, ""), "failed proto", "a Binding error without a code"},
		{"the answer to Allocate", says("\x01\x13", code(4, 1, "who?")), "failed proto", "a STUN message of type 0x0113 answers type 0x0001"},
		{"an attribute that is cut off", says(success, "\x00\x20\x00\x08\x00\x01\x00\x50"), "failed proto", "a STUN attribute is longer than its message"},
		{"half an attribute's head", says(success, xored+"\x00\x00"), "failed proto", ""},
		{"an attribute of type 0", says(success, "\x00\x00\x00\x00"+xored), "failed proto", "a STUN attribute of type 0"},
		{"not STUN", func(string) string { return "SIP/2.0 400 Bad Request!" }, "failed proto", ""},
		{"silence", func(string) string { return "" }, "failed timeout", ""},
	} {
		for _, transport := range []string{"udp", "tcp"} {
			t.Run(c.label+" by "+transport, func(t *testing.T) {
				e := health.Endpoint{Check: "stun", Transport: transport, Addr: stunServer(t, transport, c.reply)}
				if o := sees(t, e, c.want); c.detail != "" && o.Detail != c.detail {
					t.Errorf("detail %q, want %q", o.Detail, c.detail)
				}
			})
		}
	}
}

// TestSTUNOnStreams is what only a stream can do.
func TestSTUNOnStreams(t *testing.T) {
	after := func(says string, more func(net.Conn)) func(net.Conn) {
		return func(c net.Conn) {
			io.ReadFull(c, make([]byte, 20))
			io.WriteString(c, says)
			more(c)
		}
	}
	hold := func(c net.Conn) { io.Copy(io.Discard, c) }
	end := func(net.Conn) {}
	for _, c := range []struct {
		label string
		talk  func(net.Conn)
		want  string
	}{
		{"closes at once", after("", end), "failed closed"},
		{"half a header", after("\x01\x01\x00\x0c\x21\x12", hold), "failed timeout"},
		{"half a header and the end", after("\x01\x01\x00\x0c\x21\x12", end), "failed closed"},
		{"a length that is not of whole words", after("\x01\x01\x00\x0d", hold), "failed proto"},
		{"another cookie", after("\x01\x01\x00\x00xxxx"+strings.Repeat("y", 12), hold), "failed proto"},
		{"a long message that does not come", after("\x01\x01\xff\xfc\x21\x12\xa4\x42"+strings.Repeat("y", 12), hold), "failed timeout"},
		{"answers to others without end", after("", func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "\x01\x01\x00\x00\x21\x12\xa4\x42"+strings.Repeat("z", 12)); err != nil {
					return
				}
			}
		}), "failed proto"},
		{"half-close", after("", func(c net.Conn) { c.(*net.TCPConn).CloseWrite(); hold(c) }), "failed closed"},
	} {
		t.Run(c.label, func(t *testing.T) {
			sees(t, health.Endpoint{Check: "stun", Transport: "tcp", Addr: streamServer(t, c.talk)}, c.want)
		})
	}
}

// TestSTUNOverIPv6 covers the long form of addresses.
func TestSTUNOverIPv6(t *testing.T) {
	l, err := net.ListenPacket("udp", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 on this machine: ", err)
	}
	l.Close()
	e := edgeOf(t, "stun/udp", edge.Alive, edge.At(l.LocalAddr().(*net.UDPAddr).AddrPort()))
	if o := sees(t, endpointOf("stun/udp", e.Addr()), "answered ok"); !strings.HasPrefix(o.Detail, "sees us at [::1]:") {
		t.Errorf("detail %q", o.Detail)
	}
}

package probe_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/health/probe/edge"
)

// reply makes the answer to one STUN request; "" is silence.
type reply = func(request string) string

// stunServer answers each datagram, or each message on a stream, by reply. It
// is a script and knows no more of the protocol than how long a message is.
func stunServer(t *testing.T, transport string, answer reply) netip.AddrPort {
	t.Helper()
	if transport == "udp" {
		c, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		go func() {
			for b := make([]byte, 2048); ; {
				n, to, err := c.ReadFrom(b)
				if err != nil {
					return
				}
				if text := answer(string(b[:n])); text != "" {
					c.WriteTo([]byte(text), to)
				}
			}
		}()
		return c.LocalAddr().(*net.UDPAddr).AddrPort()
	}
	return streamServer(t, func(c net.Conn) {
		for head := make([]byte, 20); ; {
			if _, err := io.ReadFull(c, head); err != nil {
				return
			}
			body := make([]byte, binary.BigEndian.Uint16(head[2:]))
			if _, err := io.ReadFull(c, body); err != nil {
				return
			}
			io.WriteString(c, answer(string(head)+string(body)))
		}
	})
}

// streamServer serves each connection by talk.
func streamServer(t *testing.T, talk func(c net.Conn)) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				talk(c)
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// stunText answers a request with a message of a kind and these attributes.
func stunText(kind, request, attrs string) string {
	return kind + string([]byte{byte(len(attrs) >> 8), byte(len(attrs))}) + request[4:20] + attrs
}

// attr is an attribute without padding.
func attr(kind, value string) string {
	return kind + string([]byte{byte(len(value) >> 8), byte(len(value))}) + value
}

// The parts of answers in the tables.
const (
	allocateError = "\x01\x13"
	unauthorized  = "\x00\x09\x00\x10\x00\x00\x04\x01Unauthorized"
	msCookie      = "\x00\x0f\x00\x04\x72\xc6\x4b\xc6"
)

// TestMSTURNByUDP is what ms-turn says over UDP.
func TestMSTURNByUDP(t *testing.T) {
	realm, nonce := attr("\x00\x15", `"rtcmedia"`), attr("\x00\x14", `"0123456789abcdef"`)
	says := func(kind, attrs string) reply {
		return func(request string) string { return stunText(kind, request, attrs) }
	}
	lost := 0
	for _, c := range []struct {
		label string
		reply reply
		want  string
	}{
		{"401 with realm and nonce", says(allocateError, msCookie+unauthorized+realm+nonce), "answered ok"},
		{"401, attributes padded", says(allocateError, msCookie+unauthorized+realm+"\x00\x00"+nonce+"\x00\x00"), "answered ok"},
		{"401 without nonce", says(allocateError, msCookie+unauthorized+realm), "failed proto"},
		{"401 without realm", says(allocateError, msCookie+unauthorized+nonce), "failed proto"},
		{"an error without a code", says(allocateError, msCookie+realm+nonce), "failed proto"},
		{"an error code that is none", says(allocateError, attr("\x00\x09", "\x00\x00\x02\x00")), "failed proto"},
		{"a relay for a stranger", says("\x01\x03", msCookie), "answered ok"},
		{"300 try alternate", says(allocateError, attr("\x00\x09", "\x00\x00\x03\x00no room")), "degraded stun-300"},
		{"400 bad request", says(allocateError, attr("\x00\x09", "\x00\x00\x04\x00bad")), "failed stun-400"},
		{"500 server error", says(allocateError, attr("\x00\x09", "\x00\x00\x05\x00ill")), "failed stun-500"},
		{"the answer to another method", says("\x01\x01", ""), "failed proto"},
		{"a length that is not", func(request string) string {
			return stunText(allocateError, request, unauthorized+realm+nonce) + "x"
		}, "failed proto"},
		{"an attribute that is cut off", says(allocateError, unauthorized+"\x00\x15\xff\xffrtc"), "failed proto"},
		{"not STUN", func(string) string { return "HTTP/1.1 400 Bad Request\r\n\r\n" }, "failed proto"},
		{"silence", func(string) string { return "" }, "failed timeout"},
		{"the answer to somebody else", func(request string) string {
			return stunText(allocateError, "xxxx"+strings.Repeat("y", 16), unauthorized+realm+nonce)
		}, "failed timeout"},
		{"the first request lost", func(request string) string {
			if lost++; lost == 1 {
				return ""
			}
			return stunText(allocateError, request, unauthorized+realm+nonce)
		}, "answered ok"},
		{"ignores who sends no cookie first", func(request string) string {
			if !strings.HasPrefix(request[20:], msCookie) || !strings.HasPrefix(request, "\x00\x03") {
				return ""
			}
			return stunText(allocateError, request, unauthorized+realm+nonce)
		}, "answered ok"},
	} {
		t.Run(c.label, func(t *testing.T) {
			e := health.Endpoint{Check: "ms-turn", Transport: "udp", Addr: stunServer(t, "udp", c.reply)}
			sees(t, e, c.want)
		})
	}
}

// sees probes and compares; black holes and rubbish by UDP take all the time
// that there is.
func sees(t *testing.T, e health.Endpoint, want string) health.Observation {
	t.Helper()
	timeout := 5 * time.Second
	if strings.HasSuffix(want, "timeout") || e.Transport == "udp" && strings.HasSuffix(want, "proto") {
		timeout = 100 * time.Millisecond
	}
	o := ask(t, e, timeout)
	got := word(o)
	if o.Degraded {
		got = "degraded " + o.Reason
	}
	if got != want {
		t.Errorf("%s (%s), want %s", got, o.Detail, want)
	}
	return o
}

// TestMSTURNByTCP is what ms-turn says over TCP, behind the pseudo-TLS hello.
func TestMSTURNByTCP(t *testing.T) {
	hello := edge.PseudoHello()
	// after reads the client's hello and says something instead of an answer.
	after := func(says string, more ...func(net.Conn)) func(net.Conn) {
		return func(c net.Conn) {
			io.ReadFull(c, make([]byte, 50))
			io.WriteString(c, says)
			for _, f := range more {
				f(c)
			}
		}
	}
	hold := func(c net.Conn) { io.Copy(io.Discard, c) }
	framed := func(frame string) func(net.Conn) {
		return after(hello, func(c net.Conn) {
			io.ReadFull(c, make([]byte, 4+36))
			io.WriteString(c, frame)
			hold(c)
		})
	}
	for _, c := range []struct {
		label string
		talk  func(net.Conn)
		want  string
	}{
		{"silence", hold, "failed timeout"},
		{"closes at once", after(""), "failed closed"},
		{"a TLS alert", after("\x15\x03\x01\x00\x02\x02\x28", hold), "failed proto"},
		{"a true ServerHello", after("\x16\x03\x03\x00\x7a\x02\x00\x00\x76"+strings.Repeat("x", 118), hold), "failed proto"},
		{"a ServerHello without its Done", after(hello[:79]+"\x0b\x00\x00\x00", hold), "failed proto"},
		{"half a hello", after(hello[:40], hold), "failed timeout"},
		{"half a hello and the end", after(hello[:40]), "failed closed"},
		{"not TLS", after("SSH-2.0-OpenSSH_9.2\r\n", hold), "failed proto"},
		{"a hello and silence", after(hello, hold), "failed timeout"},
		{"a hello and the end", after(hello, func(c net.Conn) { io.ReadFull(c, make([]byte, 40)) }), "failed closed"},
		{"a frame of data", framed("\x03\x00\x00\x20" + strings.Repeat("x", 32)), "failed proto"},
		{"an empty frame", framed("\x02\x00\x00\x00"), "failed proto"},
		{"a frame that is cut off", framed("\x02\x00\x00\x40\x01\x13"), "failed timeout"},
		{"frames for others without end", after(hello, func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "\x02\x00\x00\x14\x01\x13\x00\x00"+strings.Repeat("z", 16)); err != nil {
					return
				}
			}
		}), "failed proto"},
	} {
		t.Run(c.label, func(t *testing.T) {
			sees(t, health.Endpoint{Check: "ms-turn", Transport: "tcp", Addr: streamServer(t, c.talk)}, c.want)
		})
	}
}

// TestMSTURNDetail is what people see of an A/V edge.
func TestMSTURNDetail(t *testing.T) {
	for _, kind := range []string{"ms-turn/udp", "ms-turn/tcp"} {
		o := sees(t, endpointOf(kind, edgeOf(t, kind, edge.Alive).Addr()), "answered ok")
		if o.Detail != "401, realm rtcmedia, server 192.0.2.13:3478" {
			t.Errorf("%s: detail %q", kind, o.Detail)
		}
	}
}

// TestPlainProbesMissAnAVEdge is why ms-turn is there: an A/V edge ignores
// STUN, and no TLS handshake with it ever succeeds.
func TestPlainProbesMissAnAVEdge(t *testing.T) {
	udp := edgeOf(t, "ms-turn/udp", edge.Alive).Addr()
	sees(t, health.Endpoint{Check: "stun", Transport: "udp", Addr: udp}, "failed timeout")
	tcp := edgeOf(t, "ms-turn/tcp", edge.Alive).Addr()
	if o := ask(t, health.Endpoint{Check: "tls", Transport: "tls", Addr: tcp, Name: name}, 5*time.Second); o.Outcome != health.Failed {
		t.Errorf("tls: %s (%s), want a failure", word(o), o.Detail)
	}
	// And the other way round: a TLS server is no A/V edge.
	web := edgeOf(t, "tls", edge.Alive).Addr()
	sees(t, health.Endpoint{Check: "ms-turn", Transport: "tcp", Addr: web}, "failed proto")
	if got := probe.Checks(); !strings.Contains(strings.Join(got, " "), "ms-turn") {
		t.Errorf("checks %v", got)
	}
}

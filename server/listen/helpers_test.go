package listen

import (
	"bytes"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"
)

// echo answers a message with itself, marked. Some messages mean more: "panic"
// panics, "quiet" has no answer, "idle" asks for its idle time, and one that
// starts with "large" has an answer of the most octets that there can be.
type echo struct{ calls int }

func (e *echo) Answer(in []byte, out *Message, c *Client) int {
	e.calls++
	switch string(in) {
	case "panic":
		panic("asked to")
	case "quiet":
		return 0
	case "idle":
		return copy(out[:], c.Idle.String())
	}
	if bytes.HasPrefix(in, []byte("large")) && len(in) > 5 {
		return copy(out[:], bytes.Repeat(in[5:6], maxMessage))
	}
	mark := "tcp:"
	if c.UDP {
		mark = "udp:"
	}
	n := copy(out[:], mark)
	return n + copy(out[n:], in)
}

func newEcho() Answerer { return new(echo) }

// serving is a server on a free port of each address, closed with the test.
func serving(t *testing.T, c Config, addrs ...string) *Server {
	t.Helper()
	for _, a := range addrs {
		c.Addrs = append(c.Addrs, netip.MustParseAddrPort(a))
	}
	if c.New == nil {
		c.New = newEcho
	}
	s, err := Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	s.Serve()
	t.Cleanup(s.Close)
	return s
}

// dial connects to the first address of s. All I/O of the test ends after 5 s.
func dial(t *testing.T, network string, to netip.AddrPort) net.Conn {
	t.Helper()
	c, err := net.Dial(network, to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// packetAnswer sends one packet and returns the next one that comes.
func packetAnswer(t *testing.T, c net.Conn, message string) string {
	t.Helper()
	if _, err := io.WriteString(c, message); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, maxMessage)
	n, err := c.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

// framed is the messages with their length prefixes, one behind the other.
func framed(messages ...string) []byte {
	var out []byte
	for _, m := range messages {
		out = binary.BigEndian.AppendUint16(out, uint16(len(m)))
		out = append(out, m...)
	}
	return out
}

// readMessage reads one framed message.
func readMessage(c io.Reader) (string, error) {
	var prefix [prefixLen]byte
	if _, err := io.ReadFull(c, prefix[:]); err != nil {
		return "", err
	}
	b := make([]byte, binary.BigEndian.Uint16(prefix[:]))
	_, err := io.ReadFull(c, b)
	return string(b), err
}

// wantMessage fails the test if the next framed message is another one.
func wantMessage(t *testing.T, c io.Reader, want string) {
	t.Helper()
	got, err := readMessage(c)
	if err != nil || got != want {
		t.Fatalf("got %q, %v, want %q", got, err, want)
	}
}

// wantClosed fails the test if the peer sends anything but the end.
func wantClosed(t *testing.T, c io.Reader) {
	t.Helper()
	got, err := readMessage(c)
	if err == nil {
		t.Fatalf("the connection gave %q instead of its end", got)
	}
	if ne, ok := err.(net.Error); ok && ne.Timeout() {
		t.Fatal("the connection stayed open")
	}
}

// quietLog is where tests that panic on purpose log to.
func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// wantCounters fails the test if the server does not come to have counted
// exactly this: what is sent is counted when the client may have it already.
func wantCounters(t *testing.T, s *Server, want Counters) {
	t.Helper()
	for end := time.Now().Add(2 * time.Second); ; runtime.Gosched() {
		got := s.Counters()
		if got == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("counters %+v, want %+v", got, want)
		}
	}
}

package probe

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
)

// TestSIPLimits: no message is so long that it is read to its end, and none
// that keeps on coming keeps a probe.
func TestSIPLimits(t *testing.T) {
	const ok = "SIP/2.0 200 OK\r\n"
	stranger := "Call-ID: of another\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
	for label, text := range map[string]string{
		"one header":           ok + "X: " + strings.Repeat("a", 2*Limit) + "\r\n\r\n",
		"a name of a header":   ok + strings.Repeat("a", 2*Limit) + ": x\r\n\r\n",
		"folded lines":         ok + "X: a\r\n" + strings.Repeat(" a\r\n", Limit) + "\r\n",
		"many headers":         ok + strings.Repeat("X: a\r\n", Limit/4),
		"the phrase":           "SIP/2.0 200 " + strings.Repeat("a", 2*Limit) + "\r\n\r\n",
		"the body":             ok + fmt.Sprintf("Content-Length: %d\r\n\r\n", 2*Limit) + strings.Repeat("a", 2*Limit),
		"provisional answers":  strings.Repeat("SIP/2.0 100 Trying\r\n"+stranger, Limit/20),
		"answers to strangers": strings.Repeat(ok+stranger, Limit/20),
		"requests":             strings.Repeat("OPTIONS sip:x SIP/2.0\r\n"+stranger, Limit/20),
		"keep-alives":          strings.Repeat("\r\n\r\n", Limit),
	} {
		e := health.Endpoint{Check: "sip", Transport: "tcp", Addr: speaker(t, text), Name: "example.com"}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		o := New(Options{})(ctx, e)
		cancel()
		if o.Outcome != health.Failed || o.Reason != "proto" || !strings.HasPrefix(o.Detail, "more than 64 KiB") {
			t.Errorf("%s: %s %s (%s)", label, o.Outcome, o.Reason, o.Detail)
		}
	}
}

// parted is a connection of which writing and reading tell the end.
type parted struct {
	canned
	write error
}

func (p parted) Write([]byte) (int, error) { return 0, p.write }
func (p parted) LocalAddr() net.Addr       { return &net.TCPAddr{} }

// TestSIPResetIsToldOnce: a reset that a write has met is an end to who reads.
func TestSIPResetIsToldOnce(t *testing.T) {
	for _, c := range []struct {
		write error
		want  string
	}{
		{syscall.ECONNRESET, health.ReasonReset},
		{syscall.EPIPE, health.ReasonClosed}, // it was over before: reading says how
	} {
		conn := parted{canned{Reader: strings.NewReader("")}, &net.OpError{Op: "write", Err: os.NewSyscallError("write", c.write)}}
		s := &stream{Conn: conn, left: Limit}
		link := &sipStream{s, bufio.NewReader(s)}
		_, err := link.exchange(t.Context(), newSIPRequest("OPTIONS", health.Endpoint{}, conn.LocalAddr(), "geosrv"))
		if o := link.broke(err); o.Outcome != health.Failed || o.Reason != c.want {
			t.Errorf("%v: %s %s, want %s", c.write, o.Outcome, o.Reason, c.want)
		}
	}
}

package edge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
)

// sipLimit bounds one SIP request, in bytes.
const sipLimit = 16 << 10

// talkSIP answers requests on a stream until it ends.
func talkSIP(e *Edge, c net.Conn) {
	r := bufio.NewReader(io.LimitReader(c, 1<<20))
	for {
		request, err := sipHead(r)
		if err != nil || !e.say(c, e.sipAnswer(request)) {
			return
		}
	}
}

// answerPackets answers requests by UDP until the socket is closed.
func (e *Edge) answerPackets(c net.PacketConn) {
	buffer := make([]byte, sipLimit)
	for {
		n, to, err := c.ReadFrom(buffer)
		if err != nil {
			return
		}
		e.asked.Add(1)
		switch request := string(buffer[:n]); e.Mode() {
		case Mute, BlackHole, Reset, Drip, HalfClose:
		case Garbage:
			c.WriteTo([]byte("not a word of SIP"), to)
		case Flood:
			for range 100 {
				c.WriteTo([]byte(strings.Repeat("S", 1000)), to)
			}
		default:
			c.WriteTo([]byte("SIP/2.0 100 Trying\r\n"+echoed(request)+"Content-Length: 0\r\n\r\n"), to)
			c.WriteTo([]byte(e.sipAnswer(request)), to)
		}
	}
}

// sipHead reads the start line and headers of a request; OPTIONS has no body.
func sipHead(r *bufio.Reader) (string, error) {
	var head strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line == "\r\n" && head.Len() > 0 {
			return head.String(), nil
		}
		if head.WriteString(line); head.Len() > sipLimit {
			return "", io.ErrShortBuffer
		}
	}
}

// sipAnswer is the final response to a request (RFC 3261 8.2.6).
func (e *Edge) sipAnswer(request string) string {
	status, more := "200 OK", "Server: simulated\r\n"
	if e.lync != nil {
		status, more = e.lync.answer(request)
	}
	switch e.Mode() {
	case Drain:
		status, more = "503 Service Unavailable", "Retry-After: 60\r\n"+more
	case Error:
		status = "502 Bad Gateway"
	case HostUnknown:
		status = "404 Not Found"
	}
	return fmt.Sprintf("SIP/2.0 %s\r\n%s%sContent-Length: 0\r\n\r\n", status, echoed(request), more)
}

// echoed are the headers that a response repeats of its request.
func echoed(request string) string {
	var kept strings.Builder
	for line := range strings.Lines(request) {
		name, _, _ := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "to":
			kept.WriteString(strings.TrimRight(line, "\r\n") + ";tag=edge\r\n")
		case "via", "from", "call-id", "cseq":
			kept.WriteString(line)
		}
	}
	return kept.String()
}

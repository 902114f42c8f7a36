package edge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// talkNothing holds the connection until the peer is done with it.
func talkNothing(e *Edge, c net.Conn) {
	switch e.Mode() {
	case Garbage, Drip, Flood:
		e.say(c, "nothing")
		return
	case HalfClose:
		halfClose(c)
	}
	io.Copy(io.Discard, c)
}

// talkHTTP answers one request, and ends the connection. The answer names the
// request's Accept header, if there is one, in its body.
func talkHTTP(e *Edge, c net.Conn) {
	request, err := http.ReadRequest(bufio.NewReader(io.LimitReader(c, 1<<16)))
	if err != nil {
		return
	}
	status, more := http.StatusOK, ""
	switch e.Mode() {
	case Drain:
		status, more = http.StatusServiceUnavailable, "Retry-After: 60\r\n"
	case Error:
		status = http.StatusInternalServerError
	case HostUnknown:
		status = http.StatusNotFound
	}
	body := fmt.Sprintf("host=%s path=%s accept=%q\n", request.Host, request.URL.Path, request.Header.Values("Accept"))
	e.say(c, fmt.Sprintf("HTTP/1.1 %d %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, http.StatusText(status), more, len(body), body))
}

// talkSMTP greets, and takes leave at QUIT (RFC 5321 3.1).
func talkSMTP(e *Edge, c net.Conn) {
	greeting := "220-edge.invalid greets you\r\n220 in two lines\r\n"
	switch e.Mode() {
	case Drain:
		greeting = "421 closing\r\n"
	case Error:
		greeting = "554 no\r\n"
	case HostUnknown:
		greeting = "550 not here\r\n"
	}
	if !e.say(c, greeting) {
		return
	}
	r := bufio.NewReader(io.LimitReader(c, 1<<16))
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		answer := "502 not here\r\n"
		if strings.EqualFold(strings.TrimSpace(line), "QUIT") {
			answer = "221 bye\r\n"
		}
		if _, err := io.WriteString(c, answer); err != nil || strings.HasPrefix(answer, "221") {
			return
		}
	}
}

package probe

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"geosrv/health"
)

// smtp waits for the greeting (RFC 5321 3.1) and takes its leave with QUIT. A
// greeting other than 220 is a failure with its own number.
func (p prober) smtp(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e)
	if err != nil {
		return broken(err)
	}
	defer s.Close()
	code, text, err := smtpReply(bufio.NewReader(s))
	if err != nil {
		return broken(err)
	}
	// Without QUIT every probe would leave a line in the peer's log.
	fmt.Fprint(s, "QUIT\r\n")
	if code != 220 {
		return failed(health.SMTPReason(code), text)
	}
	return answered(text)
}

// smtpReply reads one reply, of one line or several (RFC 5321 4.2.1), and
// returns its code and the text of its last line.
func smtpReply(r *bufio.Reader) (code int, text string, err error) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, "", err
		}
		line = strings.TrimRight(line, "\r\n")
		code, ok := threeDigits(line)
		if !ok || code < 200 || code > 599 {
			return 0, "", &protocolError{"not an SMTP reply: " + line}
		}
		switch rest := line[3:]; {
		case rest == "" || rest[0] == ' ':
			return code, strings.TrimSpace(rest), nil
		case rest[0] != '-':
			return 0, "", &protocolError{"not an SMTP reply: " + line}
		}
	}
}

// threeDigits reads the code that opens a line of SMTP or stands in a status
// line of SIP.
func threeDigits(s string) (code int, ok bool) {
	if len(s) < 3 {
		return 0, false
	}
	for _, c := range []byte(s[:3]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		code = code*10 + int(c-'0')
	}
	return code, true
}

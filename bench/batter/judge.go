package batter

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/miekg/dns"
)

// headerLen is how many octets a header has (RFC 1035 4.1.1).
const headerLen = 12

// Sizes of replies by UDP (RFC 1035 4.2.1, RFC 9715).
const (
	leastUDP = 512
	mostUDP  = 1232
)

// serverCookieLen is what RFC 7873 obliges a reply to be longer by.
const serverCookieLen = 16

// noQuestion is a verdict that a short reply may get, where the reply that it
// stands for had none either.
const noQuestion = "the question is missing"

// judge looks at replies. Its work shares nothing with the server's own. The
// zero value is ready; it belongs to one goroutine.
type judge struct {
	msg dns.Msg
}

// due reports whether a message gets a reply: not one that is too short to be
// a message, and never a reply (P-1 of the plan, RFC 1035 4.1.1).
func due(in []byte) bool { return len(in) >= headerLen && in[2]&0x80 == 0 }

// verdict is what is wrong with a reply, "" for nothing, and its rcode. proven
// says that the asker showed a valid server cookie.
func (j *judge) verdict(in, out []byte, udp, proven bool) (wrong string, rcode int) {
	switch {
	case len(out) == 0 && due(in):
		return "no reply", -1
	case len(out) == 0:
		return "", -1
	case !due(in):
		return "a reply to what must not be answered", -1
	case len(out) < headerLen:
		return "shorter than a header", -1
	}
	j.msg = dns.Msg{}
	if err := j.msg.Unpack(out); err != nil {
		return "does not parse: " + err.Error(), -1
	}
	if wrong := header(in, out); wrong != "" {
		return wrong, j.msg.Rcode
	}
	shape, ok := sketch(out)
	if !ok || shape.end != len(out) {
		return fmt.Sprintf("%d octets, and the records end at %d", len(out), shape.end), j.msg.Rcode
	}
	if wrong := question(in, out, &shape, j.msg.Rcode); wrong != "" {
		return wrong, j.msg.Rcode
	}
	if j.msg.Truncated && len(j.msg.Answer) > 0 {
		return "truncated, with records in the answer section", j.msg.Rcode
	}
	return j.size(in, out, &shape, udp, proven), j.msg.Rcode
}

// header compares id, opcode and flags: RD comes back; AD, RA and Z are never
// set, nor is CD (RFC 4035 3.1.6).
func header(in, out []byte) string {
	asked, said := binary.BigEndian.Uint16(in[2:]), binary.BigEndian.Uint16(out[2:])
	switch {
	case !bytes.Equal(in[:2], out[:2]):
		return "another id"
	case said&0x8000 == 0:
		return "not a reply"
	case said&0x00f0 != 0:
		return fmt.Sprintf("flags %04x: RA, Z, AD or CD", said)
	case (asked^said)&0x7900 != 0:
		return fmt.Sprintf("flags %04x for %04x: opcode or RD", said, asked)
	}
	return ""
}

// question wants the asker's own question, or none if that could not be read.
func question(in, out []byte, shape *outline, rcode int) string {
	switch questions := binary.BigEndian.Uint16(out[4:]); {
	case questions > 1:
		return fmt.Sprintf("%d questions", questions)
	case questions == 1 && (len(in) < shape.question || !bytes.Equal(in[headerLen:shape.question], out[headerLen:shape.question])):
		return "another question"
	case questions == 1:
		return ""
	case rcode == dns.RcodeFormatError, rcode == dns.RcodeNotImplemented:
		return ""
	case shape.opt && in[4] == 0 && in[5] == 0: // cookies alone (RFC 7873 5.4)
		return ""
	}
	return noQuestion
}

// size compares with what the asker takes, and errors with what it sent.
func (j *judge) size(in, out []byte, shape *outline, udp, proven bool) string {
	limit := maxMessage
	if udp {
		limit = leastUDP
		if shape.opt {
			limit = mostUDP
		}
		if asked, ok := sketch(in); ok && asked.opts == 1 {
			limit = min(limit, max(leastUDP, asked.size))
		}
	}
	if len(out) > limit {
		return fmt.Sprintf("%d octets, more than %d", len(out), limit)
	}
	switch j.msg.Rcode {
	case dns.RcodeFormatError, dns.RcodeNotImplemented, dns.RcodeRefused, dns.RcodeBadVers, dns.RcodeBadCookie, dns.RcodeServerFailure:
	default:
		return ""
	}
	least := len(in)
	if shape.cookie {
		least += serverCookieLen
	}
	if udp && !proven && len(out) > least {
		return fmt.Sprintf("an error of %d octets for a request of %d", len(out), len(in))
	}
	if n := len(j.msg.Answer) + len(j.msg.Ns); n > 0 {
		return fmt.Sprintf("an error with %d records", n)
	}
	return ""
}

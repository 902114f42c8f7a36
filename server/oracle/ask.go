package oracle

import (
	"encoding/hex"
	"net/netip"

	"github.com/miekg/dns"
)

// Sizes of replies by UDP (RFC 1035 4.2.1, RFC 6891 6.2.3, RFC 9715), by TCP.
const (
	leastUDP = 512
	mostUDP  = 1232
	mostTCP  = 65535
)

// Query is one question as it arrives.
type Query struct {
	Msg    *dns.Msg
	Source netip.Addr
	UDP    bool
}

// Ask says what must come back for a query. It is nil where nothing may.
func (o *Oracle) Ask(q Query) *Reply {
	if q.Msg.Response {
		return nil
	}
	r := newReply(q)
	if q.Msg.Opcode != dns.OpcodeQuery {
		r.fail(dns.RcodeNotImplemented)
		r.Opt = Unsaid
		return r
	}
	if len(q.Msg.Question) != 1 || !lean(q.Msg) {
		r.fail(dns.RcodeFormatError)
		r.Opt = Unsaid // nobody need read on to the OPT record
		return r
	}
	r.edns(q)
	if r.Msg.Rcode != dns.RcodeSuccess {
		return r
	}
	if rcode := refusal(q.Msg.Question[0]); rcode != dns.RcodeSuccess {
		r.fail(rcode)
		return r
	}
	s := search{
		o: o, qtype: q.Msg.Question[0].Qtype, r: r, place: o.siteOf(q.Source, r.subnet),
		name: written(q.Msg.Question[0].Name), done: map[name]bool{},
	}
	s.run()
	return r
}

// lean reports whether a query holds no records that it has no use for: only
// an IXFR brings one, the SOA of what the asker has (RFC 1995 3).
func lean(m *dns.Msg) bool {
	n := len(m.Answer) + len(m.Ns)
	return n == 0 || n == 1 && m.Question[0].Qtype == dns.TypeIXFR
}

// refusal is the rcode of what is not looked up at all: other classes, the
// type that no question has (RFC 9824 3.5) and transfers.
func refusal(q dns.Question) int {
	switch {
	case q.Qclass != dns.ClassINET:
		return dns.RcodeRefused
	case q.Qtype == dns.TypeNXNAME:
		return dns.RcodeFormatError
	case q.Qtype == dns.TypeAXFR, q.Qtype == dns.TypeIXFR:
		return dns.RcodeRefused
	}
	return dns.RcodeSuccess
}

// edns reads the OPT record: one at most, owned by the root, of version 0
// (RFC 6891 6.1.1, 6.1.3), with well-formed options.
func (r *Reply) edns(q Query) {
	var opt *dns.OPT
	for _, rr := range q.Msg.Extra {
		if found, ok := rr.(*dns.OPT); ok {
			if opt != nil || found.Hdr.Name != "." {
				r.fail(dns.RcodeFormatError)
			}
			opt = found
		}
	}
	if opt == nil {
		return
	}
	r.Opt, r.DO = Present, opt.Do()
	if q.UDP {
		r.Limit = min(max(int(opt.UDPSize()), leastUDP), mostUDP)
	}
	if r.Msg.Rcode != dns.RcodeSuccess {
		return
	}
	if opt.Version() != 0 {
		r.fail(dns.RcodeBadVers)
		return
	}
	if !r.options(opt) {
		r.fail(dns.RcodeFormatError)
		r.subnet = nil
	}
}

// options reads the options that mean something here. False is malformed.
func (r *Reply) options(opt *dns.OPT) bool {
	cookie := false
	for _, option := range opt.Option {
		switch option := option.(type) {
		case *dns.EDNS0_SUBNET:
			if r.subnet != nil || !wellFormed(option) {
				return false
			}
			r.subnet = option
		case *dns.EDNS0_COOKIE:
			data, err := hex.DecodeString(option.Cookie)
			if !cookie && (err != nil || len(data) != 8 && (len(data) < 16 || len(data) > 40)) {
				return false // RFC 7873 5.2.2
			}
			cookie = true
		}
	}
	return true
}

// wellFormed checks a client subnet (RFC 7871 6, 7.1.2).
func wellFormed(s *dns.EDNS0_SUBNET) bool {
	if s.SourceScope != 0 {
		return false
	}
	switch s.Family {
	case 0:
		return s.SourceNetmask == 0
	case 1:
		return s.SourceNetmask <= 32
	case 2:
		return s.SourceNetmask <= 128
	}
	return false
}

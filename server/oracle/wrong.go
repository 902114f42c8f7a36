package oracle

import (
	"fmt"
	"slices"

	"github.com/miekg/dns"
)

// Wrong says what is wrong with a message that came back, given in wire form;
// "" if nothing is. A server is free in these things, and in no others: the
// order of the records of a set, the letter case of owners, how it compresses,
// additional sets that do not fit, extended errors.
func (r *Reply) Wrong(wire []byte) string {
	if r == nil {
		if len(wire) > 0 {
			return "a reply to what wants none"
		}
		return ""
	}
	if len(wire) == 0 {
		return "no reply"
	}
	got := new(dns.Msg)
	if err := got.Unpack(wire); err != nil {
		return "a reply that is no message: " + err.Error()
	}
	if len(wire) > r.Limit {
		return fmt.Sprintf("%d octets, %d at most", len(wire), r.Limit)
	}
	for _, wrong := range [...]string{r.header(got), r.question(got), r.opt(got), r.sections(got, len(wire))} {
		if wrong != "" {
			return wrong
		}
	}
	return ""
}

// Shared says what is wrong with a message that a resolver kept from another
// asker and gives to this one: what answers the question must be the same.
func (r *Reply) Shared(wire []byte) string {
	got := new(dns.Msg)
	if err := got.Unpack(wire); err != nil {
		return "a reply that is no message: " + err.Error()
	}
	if got.Truncated {
		return "" // it is not kept
	}
	if wrong := sameChain(got.Answer, r.Msg.Answer); wrong != "" {
		return "answer: " + wrong
	}
	return sameSets(got.Ns, r.Msg.Ns)
}

// header compares what does not depend on size.
func (r *Reply) header(got *dns.Msg) string {
	want := r.Msg
	switch {
	case got.Id != want.Id || !got.Response || got.Opcode != want.Opcode:
		return "id, QR or opcode is not the query's"
	case got.RecursionAvailable || got.AuthenticatedData || got.Zero:
		return "RA, AD or Z is set"
	case got.RecursionDesired != want.RecursionDesired:
		return "RD is not echoed"
	case got.CheckingDisabled:
		return "CD is set"
	case got.Rcode != want.Rcode && !(got.Truncated && got.Rcode == dns.RcodeSuccess):
		return fmt.Sprintf("rcode %s, want %s", dns.RcodeToString[got.Rcode], dns.RcodeToString[want.Rcode])
	case got.Authoritative != want.Authoritative:
		return fmt.Sprintf("AA is %v, want %v", got.Authoritative, want.Authoritative)
	}
	return ""
}

// question wants the asker's own back, octet by octet: many check its case.
// What could not be read need not come back.
func (r *Reply) question(got *dns.Msg) string {
	unread := r.Msg.Rcode == dns.RcodeFormatError || r.Msg.Rcode == dns.RcodeNotImplemented
	if len(got.Question) == 0 && unread || slices.Equal(got.Question, r.Msg.Question) {
		return ""
	}
	return fmt.Sprintf("question %v, want %v", got.Question, r.Msg.Question)
}

// opt compares the OPT records (RFC 6891 6.1, 7). Options that nobody asked for
// must not be there, but for extended errors (RFC 8914).
func (r *Reply) opt(got *dns.Msg) string {
	opts := slices.DeleteFunc(slices.Clone(got.Extra), func(rr dns.RR) bool { return rr.Header().Rrtype != dns.TypeOPT })
	switch {
	case len(opts) > 1:
		return "several OPT records"
	case len(opts) == 0 && r.Opt == Present:
		return "no OPT record"
	case len(opts) == 1 && r.Opt == Absent:
		return "an OPT record that nobody asked for"
	case len(opts) == 0:
		return ""
	}
	opt := opts[0].(*dns.OPT)
	if opt.Version() != 0 || opt.Do() != r.DO || opt.UDPSize() != mostUDP {
		return fmt.Sprintf("OPT of version %d, DO %v, size %d", opt.Version(), opt.Do(), opt.UDPSize())
	}
	subnet := false
	for _, option := range opt.Option {
		switch option := option.(type) {
		case *dns.EDNS0_EDE:
		case *dns.EDNS0_SUBNET:
			if r.Msg.Rcode == dns.RcodeFormatError && option.SourceScope == 0 {
				continue // nobody says what goes back of what is malformed
			}
			if wrong := r.echo(option); wrong != "" || subnet {
				return "client subnet: " + wrong
			}
			subnet = true
		default:
			return fmt.Sprintf("option %d, which nobody asked for", option.Option())
		}
	}
	if !subnet && r.subnet != nil && r.Msg.Rcode != dns.RcodeFormatError {
		return "no client subnet"
	}
	return ""
}

// echo compares the client subnet that came back with the one that was sent.
// Its scope is 0 unless the answer depends on it (RFC 7871 7.2.1).
func (r *Reply) echo(got *dns.EDNS0_SUBNET) string {
	sent := r.subnet
	switch {
	case sent == nil:
		return "nobody sent one"
	case got.Family != sent.Family || got.SourceNetmask != sent.SourceNetmask || sent.Family != 0 && !got.Address.Equal(sent.Address):
		return fmt.Sprintf("%v, sent %v", got, sent)
	case got.SourceScope != 0 && (!r.Tailored || sent.SourceNetmask == 0):
		return fmt.Sprintf("scope %d of an answer for everybody", got.SourceScope)
	}
	return ""
}

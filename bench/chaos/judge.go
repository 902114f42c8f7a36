package chaos

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// verdict is what an answer is.
type verdict uint8

const (
	right verdict = iota
	wrong
	empty
	mixed
	failed // turned away for now: the resolver has nobody to ask, or the rate limit says to come by TCP
)

// String is the verdict as a word.
func (v verdict) String() string {
	return [...]string{"right", "wrong", "empty", "mixed", "failed"}[v]
}

// question is one that is asked. from is a nameserver, or [servers] for the
// resolver. A value.
type question struct {
	from   int
	name   string
	qtype  uint16
	place  int
	subnet netip.Prefix // of the asker; none for the resolver
}

// steered are the names that must never be empty.
func (q question) steered() bool { return q.name != plainName && q.name != textName }

// String is the question, for people.
func (q question) String() string {
	who := "the resolver"
	if q.from < servers {
		who = fmt.Sprintf("ns%d", q.from+1)
	}
	return fmt.Sprintf("%s %s from %s by %s", q.name, dns.TypeToString[q.qtype], pools()[q.place], who)
}

// judge says what an answer is and, if it is not right, why.
func (t *truth) judge(q question, m *dns.Msg, s span) (verdict, string) {
	through := q.from == servers
	if through && m.Rcode == dns.RcodeServerFailure {
		return failed, "SERVFAIL"
	}
	// Who lets a stopped server go on sends it all that waited in one moment, which
	// is more than one network is answered.
	if !through && m.Rcode == dns.RcodeSuccess && m.Truncated && len(m.Answer)+len(m.Ns) == 0 {
		return failed, "come by TCP"
	}
	if m.Rcode != dns.RcodeSuccess || m.Truncated || !through && !m.Authoritative {
		return wrong, "not an answer: " + head(m)
	}
	if len(m.Answer) == 0 {
		if q.steered() {
			return empty, "no records"
		}
		return wrong, "no records"
	}
	for _, r := range m.Answer {
		if r.Header().Rrtype != q.qtype || !strings.EqualFold(r.Header().Name, q.name) || r.Header().Ttl > 5 {
			return wrong, "it has " + r.String()
		}
	}
	if v, why := t.judgeGeneration(q, m, s); v != right {
		return v, why
	}
	views := make([]view, 0, servers)
	for k := range servers {
		if through || k == q.from {
			views = append(views, t.view(k, s))
		}
	}
	v := common(views)
	if why := v.fault(q, m); why != "" {
		return wrong, why
	}
	return right, ""
}

// head is a message's first line, without what is always different.
func head(m *dns.Msg) string {
	return fmt.Sprintf("%s aa=%t tc=%t", dns.RcodeToString[m.Rcode], m.Authoritative, m.Truncated)
}

// judgeGeneration looks at what says of which generation a record is.
func (t *truth) judgeGeneration(q question, m *dns.Msg, s span) (verdict, string) {
	all := m.Answer
	if q.from < servers {
		all = append(append(all[:len(all):len(all)], m.Ns...), m.Extra...)
	} // what a resolver adds is of another time
	seen := 0
	for _, r := range all {
		g := generationOf(r)
		if g != 0 && seen != 0 && g != seen {
			return mixed, fmt.Sprintf("generations %d and %d", seen, g)
		}
		seen = max(seen, g)
	}
	if seen == 0 {
		return right, "" // addresses of members do not say
	}
	for k := range servers {
		if (q.from == servers || q.from == k) && t.allowed(k, seen, max(0, s.sent-s.older), s.held) {
			return right, ""
		}
	}
	return wrong, fmt.Sprintf("generation %d", seen)
}

// generationOf is what a record says; 0 for what does not say any.
func generationOf(r dns.RR) int {
	switch r := r.(type) {
	case *dns.SRV:
		return int(r.Weight)
	case *dns.TXT:
		if g, err := strconv.Atoi(r.Txt[0]); err == nil {
			return g
		}
		return -1
	case *dns.SOA:
		return int(r.Serial)
	case *dns.A:
		if a := r.A.To4(); a[0] == 10 && a[1] == 200 {
			return int(a[2])<<8 | int(a[3])
		}
	}
	return 0
}

// fault says what the view forbids about an answer; "" if nothing.
func (v *view) fault(q question, m *dns.Msg) string {
	switch {
	case q.name == plainName:
		if r := m.Answer[0].(*dns.SRV); len(m.Answer) != 1 || r.Priority != 10 || r.Target != "plain."+apex {
			return "not what the zone says"
		}
		return ""
	case q.name == textName:
		return ""
	case q.qtype == dns.TypeA:
		addrs, why := addresses(m.Answer)
		if why != "" {
			return why
		}
		if q.name == fedName {
			return v.faultOfFed(addrs, q.place)
		}
		return v.faultOfMembers(addrs, poolOf(q.name))
	}
	rungs, why := rungsOf(m.Answer)
	if why != "" {
		return why
	}
	for _, r := range m.Extra {
		if a, ok := r.(*dns.A); ok {
			if p, _, ok := memberOf(addrOf(a)); !ok || poolOf(a.Hdr.Name) != p {
				return "it adds " + a.String()
			}
		}
	}
	if q.name == oneName {
		return v.faultOfOne(rungs)
	}
	return v.faultOfLadder(rungs, nearest(q.place))
}

// addrOf is the address of a record.
func addrOf(a *dns.A) netip.Addr {
	addr, _ := netip.AddrFromSlice(a.A.To4())
	return addr
}

// addresses are those of an answer, without any twice.
func addresses(answer []dns.RR) (out map[netip.Addr]bool, why string) {
	out = map[netip.Addr]bool{}
	for _, r := range answer {
		a := addrOf(r.(*dns.A))
		if _, _, ok := memberOf(a); !ok || out[a] {
			return nil, "it has " + r.String()
		}
		out[a] = true
	}
	return out, ""
}

package differ

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// exchange is one question and what each server said to it. It is not changed
// after it was made.
type exchange struct {
	zone, number int // which zone and which of its questions
	tcp          bool
	question     *dns.Msg
	ours         *reply
	theirs       []*reply // in the order of the peers
	world        *world
}

// qname is the name that is asked for.
func (x *exchange) qname() string { return x.question.Question[0].Name }

// qtype is the type that is asked for.
func (x *exchange) qtype() uint16 { return x.question.Question[0].Qtype }

// qclass is the class that is asked for.
func (x *exchange) qclass() uint16 { return x.question.Question[0].Qclass }

// plain reports a question for data: opcode QUERY in class IN.
func (x *exchange) plain() bool {
	return x.question.Opcode == dns.OpcodeQuery && x.qclass() == dns.ClassINET
}

// transport is UDP or TCP.
func (x *exchange) transport() string {
	if x.tcp {
		return "TCP"
	}
	return "UDP"
}

// text is the exchange as a person reads it: what the zones hold of it, the
// question, our reply and those that differ.
func (x *exchange) text(servers []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "zone excerpt:\n%s\n", indent(x.world.excerpt(x.names())))
	fmt.Fprintf(&b, "question %d of zone %d (%s), by %s:\n%s\n",
		x.number, x.zone, x.world.zones[x.zone].Apex, x.transport(), indent(question(x.question)))
	fmt.Fprintf(&b, "geosrv:\n%s\n", indent(x.ours.text()))
	for i, r := range x.theirs {
		if parts := x.differences(i); len(parts) > 0 {
			fmt.Fprintf(&b, "%s differs in %v:\n%s\n", servers[i], parts, indent(r.text()))
		} else {
			fmt.Fprintf(&b, "%s agrees\n", servers[i])
		}
	}
	return b.String()
}

// names are the name that is asked for and those that the replies lead to.
func (x *exchange) names() []string {
	names := []string{x.qname()}
	for _, r := range append([]*reply{x.ours}, x.theirs...) {
		if r.msg == nil {
			continue
		}
		for _, rr := range r.msg.Answer {
			if c, ok := rr.(*dns.CNAME); ok {
				names = append(names, c.Target)
			}
		}
		for _, rr := range r.msg.Ns {
			if ns, ok := rr.(*dns.NS); ok {
				names = append(names, ns.Ns)
			}
		}
	}
	return names
}

// question is a question in a line or a few.
func question(m *dns.Msg) string {
	q := m.Question[0]
	text := fmt.Sprintf("%s %s %s opcode=%s", q.Name, dns.Class(q.Qclass), dns.Type(q.Qtype), dns.OpcodeToString[m.Opcode])
	if m.RecursionDesired {
		text += " rd"
	}
	if o := m.IsEdns0(); o != nil {
		text += fmt.Sprintf("\n%s", strings.ReplaceAll(strings.TrimSpace(o.String()), "\n", " "))
	}
	return text
}

// text is a reply as dig would show it, shortened.
func (r *reply) text() string {
	switch {
	case r.msg == nil && r.broken != nil:
		return fmt.Sprintf("%d octets that cannot be read: %v", r.size, r.broken)
	case r.msg == nil:
		return "no reply"
	}
	lines := []string{fmt.Sprintf("%s, edns %s, %d octets", r.status(), r.edns, r.size)}
	if r.broken != nil {
		lines = append(lines, "not as it should be: "+r.broken.Error())
	}
	for _, s := range []struct {
		name    string
		records []dns.RR
	}{{"answer", r.msg.Answer}, {"authority", r.msg.Ns}, {"additional", r.msg.Extra}} {
		for _, rr := range s.records {
			if rr.Header().Rrtype != dns.TypeOPT {
				lines = append(lines, s.name+": "+strings.ReplaceAll(rr.String(), "\t", " "))
			}
		}
	}
	return shorten(lines)
}

// status is the rcode with AA and TC.
func (r *reply) status() string {
	if r.msg == nil {
		return "nothing"
	}
	text := dns.RcodeToString[r.rcode]
	if r.msg.Authoritative {
		text += " aa"
	}
	if r.msg.Truncated {
		text += " tc"
	}
	return text
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

// truncated reports whether any server's reply is.
func (x *exchange) truncated() bool {
	return x.ours.truncated() || slices.ContainsFunc(x.theirs, (*reply).truncated)
}

// differences are the parts in which our reply and a peer's differ. What is
// additional may be left out, but ours must stand in a zone.
func (x *exchange) differences(peer int) []part {
	parts := compare(x.ours, x.theirs[peer])
	if !x.world.holds(x.ours.additional) {
		parts = append(parts, additional)
	}
	return parts
}

package explain

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/picture"
)

// Answer says what a question is answered by a picture, and why. plan is the one
// that answers; nil makes one of the picture. holds: the plan answers as the picture
// stands, and is not of another moment. The picture's inputs are not to be used after
// it: what is taken for down is down there. The error says what of the question
// cannot be read.
func Answer(pic *picture.Picture, plan *answer.Plan, e control.Explain) (said *control.Explanation, holds bool, err error) {
	x, err := explained(pic, plan, e)
	if err != nil {
		return nil, false, err
	}
	return x.out, plan == nil || x.holds(plan), nil
}

// explained is Answer, before it is asked whether the plan holds.
func explained(pic *picture.Picture, plan *answer.Plan, e control.Explain) (*explaining, error) {
	q, err := readQuestion(e)
	if err != nil {
		return nil, err
	}
	x := &explaining{Picture: pic, inquiry: q, order: -1}
	x.out = &control.Explanation{At: pic.At, Name: q.name, Type: dns.Type(q.rrtype).String(), From: e.From}
	for _, word := range e.Down {
		selector, err := pic.Suppose(word)
		if err != nil {
			return nil, fmt.Errorf("--down: %w", err)
		}
		x.out.Down = append(x.out.Down, selector)
	}
	if plan == nil {
		plan = new(answer.Composer).Compose(pic.World, pic.Inputs)
	}
	if err := x.ask(plan); err != nil {
		return nil, err
	}
	x.walk()
	return x, nil
}

// explaining is one explanation in the making.
type explaining struct {
	*picture.Picture
	inquiry
	out     *control.Explanation
	trace   answer.Trace
	outlook answer.Outlook // of the group of set
	set     int32          // the steered set, as order is; -1: none
	order   int            // of the set's group
	ruling  answer.Ruling
}

// inquiry is what is asked, and from where.
type inquiry struct {
	name   string // fully qualified
	rrtype uint16
	from   netip.Prefix // invalid: an unknown place
}

// readQuestion reads what somebody typed.
func readQuestion(e control.Explain) (q inquiry, err error) {
	q.name = dns.Fqdn(e.Name)
	if _, ok := dns.IsDomainName(q.name); !ok || e.Name == "" {
		return q, fmt.Errorf("%q is no name (such as _sip._tls.example.com)", e.Name)
	}
	if q.rrtype, err = readType(e.Type); err != nil {
		return q, err
	}
	if e.From == "" {
		return q, nil
	}
	if a, err := netip.ParseAddr(e.From); err == nil && a.Zone() == "" {
		a = a.Unmap()
		q.from = netip.PrefixFrom(a, a.BitLen())
		return q, nil
	}
	q.from, err = netip.ParsePrefix(e.From)
	if err == nil && q.from.Bits() == 0 {
		return q, fmt.Errorf("--from: %s says nothing of the asker: his resolver hides him and is taken for him (say the resolver's address)", e.From)
	}
	if err != nil {
		return q, fmt.Errorf("--from: %q is no address (such as 192.0.2.7, 2001:db8::7 or 192.0.2.0/24)", e.From)
	}
	q.from = q.from.Masked()
	return q, nil
}

// readType reads a type by its name, or as TYPE65280 (RFC 3597 5).
func readType(word string) (uint16, error) {
	word = strings.ToUpper(word)
	if t, ok := dns.StringToType[word]; ok {
		return t, nil
	}
	if digits, ok := strings.CutPrefix(word, "TYPE"); ok {
		if n, err := strconv.ParseUint(digits, 10, 16); err == nil {
			return uint16(n), nil
		}
	}
	return 0, fmt.Errorf("%q is no type of records (such as SRV, A or AAAA)", word)
}

// step adds a step.
func (x *explaining) step(what, format string, a ...any) {
	x.out.Steps = append(x.out.Steps, control.Step{What: what, Says: fmt.Sprintf(format, a...)})
}

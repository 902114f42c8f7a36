package server

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/roster"
)

// explain is the verb of that name: of what the publisher sees now, and the plan
// that answers. Where the plan is of another moment than what is seen, because
// something moved in between, it looks again.
func (s *Server) explain(ctx context.Context, _ control.Peer, e control.Explain) (*control.Explanation, error) {
	const looks = 3
	for look := 1; ; look++ {
		pic, err := s.publisher.Picture(ctx)
		if err != nil {
			return nil, err
		}
		plan := s.publisher.Plan()
		if plan == nil || plan.World() != pic.World || len(e.Down) > 0 || look == looks {
			plan = nil // one is made of what is seen
		}
		x, err := pic.explaining(plan, e)
		if err != nil {
			return nil, err
		}
		if plan == nil || x.holds(plan) {
			return x.out, nil
		}
	}
}

// Supposed is how everything stands with nothing running: every endpoint up, and
// what the overrides file says.
func (l *Loaded) Supposed(now time.Time) *Picture {
	pic := &Picture{
		At: now, World: l.World, Inputs: answer.NewInputs(l.World.Roster), Said: &operator.Ledger{}, File: l.Ledger, Ledger: l.Ledger,
		States: map[string]health.State{}, Marks: marks{}, Unconfirmed: map[string]bool{},
	}
	applyLedger(pic.Ledger, pic.World.Roster, pic.Inputs, now)
	for _, e := range pic.Ledger.InForce(now) {
		if e.Verb == operator.Freeze {
			pic.Frozen, pic.Inputs.Frozen = true, true
		}
	}
	return pic
}

// Explain says what a question is answered by a picture, and why. plan is the one
// that answers; nil makes one of the picture. The picture's inputs are not to be
// used after it: what is taken for down is down there.
func (pic *Picture) Explain(plan *answer.Plan, e control.Explain) (*control.Explanation, error) {
	x, err := pic.explaining(plan, e)
	if err != nil {
		return nil, err
	}
	return x.out, nil
}

// explaining is Explain.
func (pic *Picture) explaining(plan *answer.Plan, e control.Explain) (*explaining, error) {
	q, err := readQuestion(e)
	if err != nil {
		return nil, err
	}
	x := &explaining{Picture: pic, inquiry: q, order: -1}
	x.out = &control.Explanation{At: pic.At, Name: q.name, Type: dns.Type(q.rrtype).String(), From: e.From}
	for _, word := range e.Down {
		s, err := selected(word, pic.World.Roster)
		if err != nil {
			return nil, fmt.Errorf("--down: %w", err)
		}
		pic.suppose(s)
		x.out.Down = append(x.out.Down, s.String())
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
	*Picture
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

// selected is what a word selects: a selector, or a bare word that can mean one
// thing only.
func selected(word string, r *roster.Roster) (operator.Selector, error) {
	if !strings.Contains(word, ":") || isAddress(word) {
		s, ok := soleMeaning(word, r)
		if !ok {
			return s, ambiguous(word, r)
		}
		return s, nil
	}
	s, err := operator.ParseSelector(word)
	if err != nil {
		return s, err
	}
	return s, exists(operator.Entry{Selector: s}, r)
}

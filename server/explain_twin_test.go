package server

import (
	"fmt"
	"maps"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/explain"
	"geosrv/server/operator"
	"geosrv/server/picture"
	"geosrv/server/steer"
	"geosrv/server/wire"
)

// TestExplainAnswers: in drawn worlds and states, to drawn questions from
// everywhere, explain says what is answered on the wire, and of each candidate
// exactly one rule, which the records bear out.
func TestExplainAnswers(t *testing.T) {
	questions := 10_000
	if testing.Short() || underRace {
		questions = 1_000
	}
	var worlds, asked, ruled atomic.Int64
	var wg sync.WaitGroup
	rules := make([]atomic.Int64, len(steer.Reasons()))
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for asked.Load() < int64(questions) && !t.Failed() {
				w := newTwin(t, int(worlds.Add(1))+100_000)
				n, r := w.explained(rules)
				asked.Add(int64(n))
				ruled.Add(int64(r))
			}
		})
	}
	wg.Wait()
	t.Logf("%d questions to %d worlds, %d of them decided by rules", asked.Load(), worlds.Load(), ruled.Load())
	for i, reason := range steer.Reasons() {
		t.Logf("%-12s %d", reason, rules[i].Load())
		if n := rules[i].Load(); n == 0 && questions == 10_000 {
			t.Errorf("no candidate was ever %s", reason)
		}
	}
}

// explained asks a world in several states, and returns how many questions it asked
// and how many of them were decided by rules.
func (w *twin) explained(rules []atomic.Int64) (asked, ruled int) {
	world, err := worldOfDrawn(&w.drawn)
	if err != nil {
		w.t.Errorf("world %d does not load: %v", w.number, err)
		return 0, 0
	}
	for range statesEach {
		state := drawState(w.r, w.drawn, placesOf(world.Roster))
		pic := &picture.Picture{At: time.Unix(1_700_000_000, 0), World: world, Inputs: inputsOf(&state, world.Roster), Ledger: &operator.Ledger{}}
		w.hold(pic.Inputs)
		var c answer.Composer
		plan := c.Compose(world, pic.Inputs)
		whole := c.Finish(plan)
		for range queriesEach {
			q := w.query().Msg.Question[0]
			e := control.Explain{Name: q.Name, Type: fmt.Sprintf("TYPE%d", q.Qtype), From: w.address().String()}
			x, _, err := explain.Answer(pic, plan, e)
			wrong := ""
			if err != nil {
				wrong = err.Error()
			} else if wrong = disagrees(e, x, whole); wrong == "" {
				wrong = unruled(x)
			}
			if wrong != "" {
				w.t.Errorf("world %d: %+v: %s\n%+v\n%s\n%s", w.number, e, wrong, x, stateText(&state), yamlOf(&w.drawn))
				return asked, ruled
			}
			asked++
			if len(x.Candidates) > 0 {
				ruled++
			}
			for _, c := range x.Candidates {
				for i, reason := range steer.Reasons() {
					if reason.String() == c.Rule {
						rules[i].Add(1)
					}
				}
			}
		}
	}
	return asked, ruled
}

// hold draws verdicts that are held, and addresses that an operator forces: the
// oracle knows neither.
func (w *twin) hold(in *answer.Inputs) {
	in.Forced.Addrs = map[netip.Addr]answer.Force{}
	for _, a := range slices.SortedFunc(maps.Keys(in.Addrs), netip.Addr.Compare) {
		if w.r.IntN(8) == 0 {
			in.Forced.Addrs[a] = pick(w.r, answer.ForceUp, answer.ForceDown)
		}
	}
	for i := range in.Verdicts {
		in.Verdicts[i].Held = w.r.IntN(20) == 0
	}
}

// disagrees asks the packet path the same and says what differs.
func disagrees(e control.Explain, x *control.Explanation, plan *answer.Plan) string {
	from := netip.MustParseAddr(e.From).Unmap()
	in, err := questionOf(e, from).Pack()
	if err != nil {
		return err.Error()
	}
	a := answer.Answerer{Who: &answer.Meta{Source: from}, UDP: true}
	out := new(wire.Room)
	m := new(dns.Msg)
	for range 2 {
		if err := m.Unpack(out[:a.Reply(plan, in, out)]); err != nil {
			return err.Error()
		}
		if !m.Truncated {
			break
		}
		a.UDP = false
	}
	return differs(&x.Answer, m)
}

// questionOf is what is explained as dig sends it.
func questionOf(e control.Explain, from netip.Addr) *dns.Msg {
	m := new(dns.Msg).SetQuestion(e.Name, dns.StringToType[e.Type])
	if number, ok := strings.CutPrefix(e.Type, "TYPE"); ok {
		n, _ := strconv.ParseUint(number, 10, 16)
		m.Question[0].Qtype = uint16(n)
	}
	m.RecursionDesired = false
	m.SetEdns0(1232, false)
	subnet := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(from.BitLen()), Address: from.AsSlice()}
	if from.Is6() {
		subnet.Family = 2
	}
	m.IsEdns0().Option = append(m.IsEdns0().Option, subnet)
	return m
}

// differs compares a message that was explained with one that was answered, in
// which addresses rotate.
func differs(x *control.Message, m *dns.Msg) string {
	subnet, said := "", ""
	var options []dns.EDNS0
	if opt := m.IsEdns0(); opt != nil {
		options = opt.Option
	}
	for _, o := range options {
		switch o := o.(type) {
		case *dns.EDNS0_SUBNET:
			subnet = fmt.Sprintf("%s/%d/%d", o.Address, o.SourceNetmask, o.SourceScope)
		case *dns.EDNS0_EDE:
			said = fmt.Sprint(o.InfoCode)
		}
	}
	code, _, _ := strings.Cut(x.Error, " ")
	switch {
	case x.Status != dns.RcodeToString[m.Rcode] || slices.Contains(x.Flags, "aa") != m.Authoritative:
		return fmt.Sprintf("explained %s %v, answered %v", x.Status, x.Flags, &m.MsgHdr)
	case slices.Contains(x.Flags, "tc") != m.Truncated || slices.Contains(x.Flags, "rd") || !slices.Contains(x.Flags, "qr"):
		return fmt.Sprintf("explained %v, answered %v", x.Flags, &m.MsgHdr)
	case x.Subnet != subnet || code != said:
		return fmt.Sprintf("explained subnet %q, error %q; answered %q, %q", x.Subnet, x.Error, subnet, said)
	}
	for _, s := range [...]struct {
		explained []string
		answered  []dns.RR
	}{{x.Answer, m.Answer}, {x.Authority, m.Ns}, {x.Additional, m.Extra}} {
		if got, want := slices.Sorted(slices.Values(s.explained)), sortedText(s.answered); !slices.Equal(got, want) {
			return fmt.Sprintf("explained %q\nanswered %q", got, want)
		}
	}
	return ""
}

// sortedText are records as text, without OPT, sorted.
func sortedText(records []dns.RR) (out []string) {
	for _, rr := range records {
		if rr.Header().Rrtype != dns.TypeOPT {
			out = append(out, rr.String())
		}
	}
	slices.Sort(out)
	return out
}

// unruled says which candidate of an explanation has no rule, or one that the
// answer does not bear out.
func unruled(x *control.Explanation) string {
	records := map[string]bool{} // data of the records that are steered
	priorities := map[int]bool{}
	for _, text := range x.Answer.Answer {
		switch rr, _ := dns.NewRR(text); rr := rr.(type) {
		case *dns.A:
			records[rr.A.String()] = true
		case *dns.AAAA:
			records[rr.AAAA.String()] = true
		case *dns.SRV:
			priorities[int(rr.Priority)] = true
		}
	}
	known := map[string]bool{}
	for _, r := range steer.Reasons() {
		known[r.String()] = true
	}
	answered := 0
	for i, c := range x.Candidates {
		able := !strings.HasPrefix(c.Says, "has no ")
		switch {
		case known[c.Rule] != able:
			return fmt.Sprintf("%s has the rule %q (%s)", c.Pool, c.Rule, c.Says)
		case c.Answered && i > 0 && !x.Candidates[i-1].Answered:
			return c.Pool + " is answered and stands behind one that is not"
		case x.Observed: // it says what would be
		case c.Priority != nil && !priorities[*c.Priority] && x.Type == "SRV":
			return fmt.Sprintf("%s is on rung %d, and no record is", c.Pool, *c.Priority)
		}
		if c.Answered {
			answered++
		}
		for _, m := range c.Members {
			if !x.Observed && m.Answered != nil && *m.Answered != records[m.Addr] {
				return fmt.Sprintf("%s of %s: explained %v, answered %v", m.Addr, c.Pool, *m.Answered, records[m.Addr])
			}
		}
	}
	if len(x.Candidates) > 0 && answered == 0 {
		return "nobody is answered"
	}
	return ""
}

// TestExplainLooksAgain: an explanation holds with the plan of its own moment, and
// not with that of another one, where the set is answered otherwise.
func TestExplainLooksAgain(t *testing.T) {
	others := 0
	for n := range 30 {
		w := newTwin(t, n+300_000)
		world, err := worldOfDrawn(&w.drawn)
		if err != nil {
			t.Fatal(err)
		}
		var before *answer.Plan
		for range statesEach {
			state := drawState(w.r, w.drawn, placesOf(world.Roster))
			pic := &picture.Picture{At: time.Unix(1_700_000_000, 0), World: world, Inputs: inputsOf(&state, world.Roster), Ledger: &operator.Ledger{}}
			plan := new(answer.Composer).Compose(world, pic.Inputs)
			for i := range world.Roster.Sets {
				e := control.Explain{Name: world.Roster.Sets[i].Owner.String(), Type: dns.Type(world.Roster.Sets[i].Type).String(), From: w.address().String()}
				x, holds, err := explain.Answer(pic, plan, e)
				if err != nil || !holds {
					t.Fatalf("world %d: %+v does not hold: %v", w.number, e, err)
				}
				if before == nil {
					continue
				}
				was, holds, err := explain.Answer(pic, before, e)
				if err != nil {
					t.Fatal(err)
				}
				if same := slices.Equal(was.Answer.Answer, x.Answer.Answer); holds != same {
					t.Fatalf("world %d: %+v holds: %v, and is the same: %v", w.number, e, !same, same)
				} else if !same {
					others++
				}
			}
			before = plan
		}
	}
	if others < 50 {
		t.Errorf("only %d answers of another moment", others)
	}
}

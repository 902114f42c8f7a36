package chaos

import (
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// reply is an authoritative answer with records.
func reply(t *testing.T, records string) *dns.Msg {
	t.Helper()
	m := new(dns.Msg)
	m.Authoritative = true
	for line := range strings.Lines(records) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		r, err := dns.NewRR(line)
		if err != nil {
			t.Fatal(err)
		}
		m.Answer = append(m.Answer, r)
	}
	return m
}

// ladder writes four SRV records of generation 1 with priorities, in the order of
// pools.
func ladder(priorities ...string) string {
	var b strings.Builder
	for i, p := range priorities {
		b.WriteString(ladderName + " 5 SRV " + p + " 1 443 access-" + pools()[i] + ".example.com.\n")
	}
	return b.String()
}

// aged is a truth that began a minute ago, of which all is good.
func aged() *truth { return newTruth(time.Now().Add(-time.Minute)) }

// lately is a question under way now.
func lately(t *truth) span { return span{sent: t.now(), held: t.now() + time.Millisecond} }

// ago puts the last era of a history back.
func ago(h *history, d time.Duration) { (*h)[len(*h)-1].since -= d }

// dead makes an edge dead for a while, for all nameservers.
func dead(t *truth, pool, number int, d time.Duration) {
	for k := range servers {
		t.edge(k, pool, number, "mode", bad)
		ago(&t.edges[k][pool][number], d)
	}
}

func TestJudge(t *testing.T) {
	srv := question{name: ladderName, qtype: dns.TypeSRV}
	one, fed := srv, question{name: fedName, qtype: dns.TypeA}
	one.name = oneName
	access := question{name: "access-ams." + apex, qtype: dns.TypeA}
	amsDead := func(t *truth) { dead(t, 0, 0, 20*time.Second); dead(t, 0, 1, 20*time.Second) }
	amsDying := func(t *truth) { dead(t, 0, 0, time.Second); dead(t, 0, 1, time.Second) }
	drained := func(t *truth) {
		for k := range servers {
			t.put(&t.drains[k][0], bad)
			ago(&t.drains[k][0], 20*time.Second)
		}
	}
	half := func(t *truth) { dead(t, 0, 0, 20*time.Second) }
	fedAt := func(a ...string) string {
		return fedName + " 5 A " + strings.Join(a, "\n"+fedName+" 5 A ")
	}
	accessAt := func(a ...string) string {
		return access.name + " 5 A " + strings.Join(a, "\n"+access.name+" 5 A ")
	}
	for _, c := range []struct {
		name    string
		q       question
		was     func(*truth)
		records string
		want    verdict
		why     string
	}{
		{"all well", srv, nil, ladder("10", "20", "40", "30"), right, ""},
		{"not by distance", srv, nil, ladder("10", "20", "30", "40"), wrong, "sin is farther, and stands before jnb"},
		{"demoted, and up", srv, nil, ladder("10", "20", "1000", "30"), wrong, "sin is demoted, and up"},
		{"missing", srv, nil, ladder("10", "20", "40"), wrong, "jnb is missing"},
		{"two on a rung", srv, nil, ladder("10", "10", "40", "30"), wrong, "ams and nyc share a rung"},
		{"none", srv, nil, "", empty, "no records"},
		{"dead, and first", srv, amsDead, ladder("10", "20", "40", "30"), wrong, "ams is not demoted, and silent"},
		{"dead, and last", srv, amsDead, ladder("1000", "10", "30", "20"), right, ""},
		{"dying, and first", srv, amsDying, ladder("10", "20", "40", "30"), right, ""},
		{"dying, and last", srv, amsDying, ladder("1000", "10", "30", "20"), right, ""},
		{"half of it dead, and last", srv, half, ladder("1000", "10", "30", "20"), wrong, "ams is demoted, and up"},
		{"drained, and there", srv, drained, ladder("10", "20", "40", "30"), wrong, "ams is there, and drained"},
		{"drained", srv, drained, strings.Join(strings.SplitAfter(ladder("10", "20", "40", "30"), "\n")[1:], ""), right, ""},
		{"drained and dead, and last", srv, func(t *truth) { drained(t); amsDead(t) }, ladder("1000", "10", "30", "20"), right, ""},
		{"two generations", srv, nil, strings.Replace(ladder("10", "20", "40", "30"), " 40 1 ", " 40 2 ", 1), mixed, "generations 1 and 2"},
		{"a generation to come", srv, nil, strings.ReplaceAll(ladder("10", "20", "40", "30"), "0 1 443", "0 2 443"), wrong, "generation 2"},
		{"one", one, nil, oneName + " 5 SRV 10 1 443 access-ams.example.com.", right, ""},
		{"one of all that is not the best", one, nil, oneName + " 5 SRV 10 1 443 access-nyc.example.com.", wrong, "nyc is chosen, and ams is better and up"},
		{"one that is dead", one, amsDead, oneName + " 5 SRV 10 1 443 access-ams.example.com.", wrong, "ams is chosen, and silent or drained"},
		{"one moved", one, amsDead, oneName + " 5 SRV 10 1 443 access-nyc.example.com.", right, ""},
		{"addresses", fed, nil, fedAt("10.20.1.1", "10.20.1.2"), right, ""},
		{"addresses of two", fed, nil, fedAt("10.20.1.1", "10.20.2.2"), wrong, "addresses of two pools"},
		{"addresses of nobody", fed, nil, fedAt("10.20.9.1"), wrong, "it has"},
		{"addresses far away", fed, nil, fedAt("10.20.3.1", "10.20.3.2"), wrong, "sin is chosen, and ams is better and up"},
		{"members", access, nil, accessAt("10.20.1.1", "10.20.1.2"), right, ""},
		{"a member too few", access, nil, accessAt("10.20.1.1"), wrong, "10.20.1.2 is up, and missing"},
		{"a dead member", access, half, accessAt("10.20.1.1", "10.20.1.2"), wrong, "10.20.1.1 is silent, and there"},
		{"without the dead member", access, half, accessAt("10.20.1.2"), right, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			truth := aged()
			if c.was != nil {
				c.was(truth)
			}
			v, why := truth.judge(c.q, reply(t, c.records), lately(truth))
			if v != c.want || !strings.HasPrefix(why, c.why) || (c.why == "") != (why == "") {
				t.Errorf("%s: %q, want %s: %q", v, why, c.want, c.why)
			}
		})
	}
}

// TestGenerations: what may be answered is from the last that was acknowledged
// before the question to the last that was begun before the reply.
func TestGenerations(t *testing.T) {
	truth := aged()
	truth.edits[0] = []edit{
		{generation: 1},
		{generation: 4, begun: 10 * time.Second, acked: 11 * time.Second},
		{generation: 6, begun: 20 * time.Second, acked: 21 * time.Second},
		{generation: 7, begun: 30 * time.Second},
	}
	at := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	for _, c := range []struct {
		generation int
		sent, held float64
		want       bool
	}{
		{1, 9, 9.1, true},
		{1, 10.5, 10.6, true},
		{1, 11.1, 11.2, false},
		{4, 9, 9.5, false},
		{4, 9.9, 10.1, true},
		{4, 20.9, 22, true},
		{4, 21.1, 22, false},
		{5, 15, 16, false},
		{6, 40, 41, true},
		{7, 29, 29.5, false},
		{7, 40, 41, true},
		{forbidden, 40, 41, false},
	} {
		if got := truth.allowed(0, c.generation, at(c.sent), at(c.held)); got != c.want {
			t.Errorf("generation %d, sent at %g, held at %g: %t, want %t", c.generation, c.sent, c.held, got, c.want)
		}
	}
}

// TestHistory: only says whether one sight alone was true.
func TestHistory(t *testing.T) {
	var h history
	if !h.only(good, 0, 10) {
		t.Error("nothing was, and not only good")
	}
	h.put(5, bad)
	h.put(8, good)
	for _, c := range []struct {
		is       sight
		from, to time.Duration
		want     bool
	}{
		{good, 0, 4, true},
		{good, 0, 6, false},
		{bad, 5, 7, true},
		{bad, 4, 7, false},
		{bad, 6, 9, false},
		{good, 8, 20, true},
		{good, 7, 20, false},
		{good, -9, 4, true},
	} {
		if got := h.only(c.is, c.from, c.to); got != c.want {
			t.Errorf("only %d from %d to %d: %t", c.is, c.from, c.to, got)
		}
	}
}

// TestJudgeTurnedAway: the short reply of the rate limit is no answer, and is not
// wrong; a truncated one with records is.
func TestJudgeTurnedAway(t *testing.T) {
	w := aged()
	q := question{name: ladderName, qtype: dns.TypeSRV}
	short := reply(t, "")
	short.Authoritative, short.Truncated = false, true
	if v, why := w.judge(q, short, lately(w)); v != failed {
		t.Errorf("a short reply is %s: %s", v, why)
	}
	half := reply(t, ladder("10", "20", "30", "40"))
	half.Truncated = true
	if v, _ := w.judge(q, half, lately(w)); v != wrong {
		t.Errorf("a truncated answer is %s", v)
	}
}

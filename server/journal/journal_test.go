package journal

import (
	"bytes"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// noted is a journal with its log, and a roster that it notes. The numbers of
// pools and endpoints are the same.
type noted struct {
	*Journal
	t   *testing.T
	log *bytes.Buffer
	r   *roster.Roster
	in  *answer.Inputs
	now time.Time

	turns []Turn // that the next note is told of
}

func newNoted(t *testing.T, r *roster.Roster) *noted {
	t.Helper()
	log := &bytes.Buffer{}
	handler := slog.NewTextHandler(log, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	})
	return &noted{
		Journal: New(slog.New(handler)), t: t, log: log,
		r: r, in: answer.NewInputs(r), now: time.Unix(1_790_000_000, 0),
	}
}

// rosterOf is a roster of pools with one address each, and of groups of which
// each has all pools as candidates.
func rosterOf(pools []string, groups ...string) *roster.Roster {
	r := &roster.Roster{Endpoints: make([]health.Endpoint, len(pools))}
	var all []roster.Candidate
	for i, name := range pools {
		n := int32(i)
		r.Pools = append(r.Pools, roster.Pool{Name: name})
		member := roster.Member{Addr: netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), Server: -1, Role: -1, Endpoints: []int32{n}}
		all = append(all, roster.Candidate{Pool: n, Judges: []roster.Judge{{First: n, Members: []roster.Member{member}}}})
	}
	for _, name := range groups {
		r.Groups = append(r.Groups, roster.Group{
			Name: name, Policy: steer.Policy{Kind: steer.One}, Members: len(pools), Candidates: slices.Clone(all),
		})
	}
	return r
}

// note notes groups a second later; none means all. The lines are what it
// logged, the events what it remembers beyond those before.
func (n *noted) note(groups ...int32) (lines string, events []Event) {
	if len(groups) == 0 {
		for g := range n.r.Groups {
			groups = append(groups, int32(g))
		}
	}
	n.log.Reset()
	before := len(n.Events())
	n.now = n.now.Add(time.Second)
	n.Note(n.now, n.r, func(g int32) *answer.Standings { s := n.in.Stand(n.r, g); return &s }, groups, n.turns)
	return n.log.String(), n.Events()[before:]
}

// expect notes groups and compares what was logged.
func (n *noted) expect(want string, groups ...int32) {
	n.t.Helper()
	if got, _ := n.note(groups...); got != want {
		n.t.Errorf("logged\n%swant\n%s", got, want)
	}
}

func (n *noted) silence(pool int) {
	n.in.Verdicts[pool] = health.Verdict{Standing: health.Silent}
}

func TestOneEventOfAllGroups(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc"}, "g0", "g1", "g2", "g3", "g4", "g5", "g6"))
	n.expect("")
	n.silence(1)
	// The order of the groups, and how often they are given, means nothing.
	given := []int32{6, 0, 3, 3, 1, 5, 4, 2, 0}
	lines, events := n.note(given...)
	if want := "level=INFO msg=\"pool changed\" pool=nyc from=up to=silent groups=7 such_as=\"g0 g1 g2 g3 g4\"\n"; lines != want {
		t.Errorf("logged\n%swant\n%s", lines, want)
	}
	want := moved(n.now, "nyc", "up", "silent", "g0", "g1", "g2", "g3", "g4", "g5", "g6")
	if len(events) != 1 || !same(events[0], want) {
		t.Errorf("remembers %v, want %v", events, want)
	}
	if !slices.Equal(given, []int32{6, 0, 3, 3, 1, 5, 4, 2, 0}) {
		t.Errorf("it sorted its caller's groups: %v", given)
	}
	n.expect("") // nothing moved since
}

func moved(at time.Time, pool, from, to string, groups ...string) Event {
	return Event{At: at, Kind: KindPool, Pool: pool, From: from, To: to, Groups: groups}
}

func same(a, b Event) bool {
	return a.At.Equal(b.At) && a.Kind == b.Kind && a.Pool == b.Pool && a.From == b.From && a.To == b.To && slices.Equal(a.Groups, b.Groups)
}

func TestOnlyTheGivenGroups(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "chat", "web"))
	n.silence(0)
	n.expect("level=INFO msg=\"pool changed\" pool=ams from=up to=silent groups=1 such_as=web\n", 1)
	n.expect("level=INFO msg=\"pool changed\" pool=ams from=up to=silent groups=1 such_as=chat\n")
}

func TestFirstSight(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc", "sin"}, "web"))
	n.silence(0)
	n.in.Verdicts[2] = health.Verdict{Never: true} // asked, not yet proven silent: counts as up
	n.expect("level=INFO msg=\"pool changed\" pool=ams from=up to=silent groups=1 such_as=web\n")
}

// TestWords moves a pool to each way to stand, and back up.
func TestWords(t *testing.T) {
	for want, set := range map[string]func(*answer.Inputs){
		"silent":      func(in *answer.Inputs) { in.Verdicts[0].Standing = health.Silent },
		"rising":      func(in *answer.Inputs) { in.Verdicts[0].Standing = health.Rising },
		"drained":     func(in *answer.Inputs) { in.Pools[0] = answer.Drain },
		"degraded":    func(in *answer.Inputs) { in.Verdicts[0].Standing = health.Drained }, // the last of its pool
		"never":       func(in *answer.Inputs) { in.Verdicts[0] = health.Verdict{Standing: health.Silent, Never: true} },
		"maintenance": func(in *answer.Inputs) { in.Pools[0] = answer.Maintenance },
		"up, stood down": func(in *answer.Inputs) {
			in.Marks[0][0] = steer.Mark{Since: time.Unix(1, 0)}
		},
		"never, stood down": func(in *answer.Inputs) {
			in.Verdicts[0] = health.Verdict{Standing: health.Silent, Never: true}
			in.Marks[0][0] = steer.Mark{Since: time.Unix(1, 0)}
		},
	} {
		n := newNoted(t, rosterOf([]string{"ams"}, "web"))
		n.note()
		set(n.in)
		want := strings.Replace(want, "never, stood down", "never", 1) // what changed with it is no event
		if _, events := n.note(); len(events) != 1 || !same(events[0], moved(n.now, "ams", "up", want, "web")) {
			t.Errorf("%s: remembers %v", want, events)
		}
		n.in = answer.NewInputs(n.r)
		if _, events := n.note(); len(events) != 1 || !same(events[0], moved(n.now, "ams", want, "up", "web")) {
			t.Errorf("%s and back: remembers %v", want, events)
		}
	}
}

func TestDegraded(t *testing.T) {
	r := rosterOf([]string{"ams"}, "web")
	r.Groups[0].MinUp = 2
	newNoted(t, r).expect("level=INFO msg=\"pool changed\" pool=ams from=up to=degraded groups=1 such_as=web\n")
}

// TestStoodDown follows a pool that falls, answers again and is let back, in
// one of the two groups that have left it.
func TestStoodDown(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc"}, "chat", "web"))
	n.note()
	n.silence(1)
	n.in.Marks[1][1] = steer.Mark{Since: n.now}
	n.silence(0)
	n.expect("level=INFO msg=\"pool changed\" pool=ams from=up to=silent groups=2 such_as=\"chat web\"\n" +
		"level=INFO msg=\"pool changed\" pool=nyc from=up to=silent groups=2 such_as=\"chat web\" stood_down=1\n")
	n.in.Verdicts[1] = health.Verdict{}
	n.expect("level=INFO msg=\"pool changed\" pool=nyc from=silent to=up groups=2 such_as=\"chat web\" stood_down=1\n")
	n.in.Marks[1][1] = steer.Mark{}
	n.expect("level=INFO msg=\"pool changed\" pool=nyc from=\"up, stood down\" to=up groups=1 such_as=web\n")
}

func TestForeignTargetsAreNoNews(t *testing.T) {
	r := rosterOf([]string{"ams"}, "web")
	r.Groups[0].Candidates = append(r.Groups[0].Candidates, roster.Candidate{Pool: -1, Site: -1, Area: -1})
	n := newNoted(t, r)
	n.in.Marks[0][1] = steer.Mark{Since: n.now}
	n.expect("")
}

func TestDangling(t *testing.T) {
	for want, e := range map[string]operator.Entry{
		"level=WARN msg=\"an override names nothing that exists\" override=\"pin chat nyc --hard\" line=0\n": {
			Verb: operator.Pin, Group: "chat", Pool: "nyc", Hard: true,
		},
		"level=WARN msg=\"an override names nothing that exists\" override=\"drain server:edge1-ams\" line=7\n": {
			Verb: operator.Drain, Selector: operator.Selector{Kind: "server", Name: "edge1-ams"}, Line: 7,
		},
	} {
		n := newNoted(t, rosterOf([]string{"ams"}, "web"))
		n.Dangling(e)
		if got := n.log.String(); got != want {
			t.Errorf("logged\n%swant\n%s", got, want)
		}
		if got := n.Events(); len(got) != 0 {
			t.Errorf("remembers %v", got)
		}
	}
}

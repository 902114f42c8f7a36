package peers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"geosrv/server/roster"
)

// ledger is a book of so many groups, each with a question of its own, and the
// time that its steps take.
type ledger struct {
	book
	now     time.Time
	asked   []string
	differs map[string]bool // groups that are answered otherwise there
	mute    bool
}

func newLedger(groups int) *ledger {
	l := &ledger{now: time.Unix(1e9, 0), differs: map[string]bool{}}
	l.tempo = DefaultTempo()
	l.adopt(&roster.Roster{Sets: make([]roster.Set, 1), Groups: make([]roster.Group, 1)}, questions(groups))
	return l
}

func questions(n int) (out []Question) {
	for i := range n {
		out = append(out, Question{Group: fmt.Sprintf("g%03d", i), Type: typeA, Patience: 2 * time.Minute, number: i})
	}
	return out
}

// run asks what is due for so long.
func (l *ledger) run(d time.Duration) {
	for end := l.now.Add(d); ; {
		due := l.due()
		if due.IsZero() || due.After(end) {
			l.now = end
			return
		}
		if due.After(l.now) {
			l.now = due
		}
		q, _ := l.pick(l.now)
		l.asked = append(l.asked, q.Group)
		here := answer{rungs: [][]string{{"192.0.2.1"}}}
		there := here
		if l.differs[q.Group] {
			there = answer{rungs: [][]string{{"192.0.2.2"}}}
		}
		if l.mute {
			l.silent(l.now)
		} else {
			l.answered(q, here, there, l.now)
		}
	}
}

// happened are the events so far, and forgets them.
func (l *ledger) happened() (out []string) {
	for _, e := range l.events {
		out = append(out, fmt.Sprintf("%s -> %s: %s", e.From, e.To, strings.Join(e.Groups, " ")))
	}
	l.events = nil
	return out
}

func (l *ledger) want(t *testing.T, what string, events ...string) {
	t.Helper()
	if got := l.happened(); !slices.Equal(got, events) {
		t.Errorf("%s: %q, want %q", what, got, events)
	}
}

// Few questions are spread over a round; many come ten a second and not more.
func TestTempo(t *testing.T) {
	few, many := newLedger(4), newLedger(1000)
	few.run(time.Minute)
	many.run(time.Minute)
	if len(few.asked) != 25 || !slices.Equal(few.asked[:5], []string{"g000", "g001", "g002", "g003", "g000"}) {
		t.Errorf("%d questions about 4 groups in a minute, %q", len(few.asked), few.asked[:5])
	}
	if n := len(many.asked); n < 600 || n > 602 {
		t.Errorf("%d questions about 1,000 groups in a minute", n)
	}
}

// What differs is asked often, also where all differs, and the others are not
// forgotten.
func TestWary(t *testing.T) {
	l := newLedger(100)
	l.differs["g007"] = true
	l.run(2 * time.Minute)
	n := 0
	for _, g := range l.asked {
		if g == "g007" {
			n++
		}
	}
	if n < 24 || n > 40 || len(l.asked) > 1201 {
		t.Errorf("%d of %d questions are about what differs", n, len(l.asked))
	}
	all := newLedger(1000)
	for i := range 1000 {
		all.differs[fmt.Sprintf("g%03d", i)] = true
	}
	all.run(5 * time.Minute)
	slices.Sort(all.asked)
	if len(all.asked) > 3002 || len(slices.Compact(all.asked)) != 1000 {
		t.Errorf("%d questions about %d groups", len(all.asked), len(slices.Compact(all.asked)))
	}
}

// A disagreement is shown after ten seconds, is an alarm after two minutes, and
// its end is told.
func TestAlarm(t *testing.T) {
	l := newLedger(10)
	l.run(time.Minute)
	l.differs["g003"] = true
	l.run(9 * time.Second) // met at the latest after 10 s
	if l.counts.Disagreements != 0 {
		t.Error("it lasts at once")
	}
	l.run(20 * time.Second)
	if l.counts.Disagreements != 1 || !l.wary[0].lasts {
		t.Error("it does not last")
	}
	l.run(70 * time.Second)
	l.want(t, "too soon")
	l.run(40 * time.Second)
	l.want(t, "the alarm", "agrees -> disagrees: g003")
	l.run(time.Hour)
	l.want(t, "one event")
	l.differs["g003"] = false
	l.run(10 * time.Second)
	l.want(t, "the end", "disagrees -> agrees: g003")
	if len(l.wary) != 0 || l.counts.Disagreements != 1 {
		t.Error("something is left")
	}
}

// A disagreement that ends before its time is no alarm, however often it comes.
func TestShortDisagreements(t *testing.T) {
	l := newLedger(3)
	for range 20 {
		l.differs["g001"] = true
		l.run(100 * time.Second)
		l.differs["g001"] = false
		l.run(20 * time.Second)
	}
	l.want(t, "short ones")
	if l.counts.Disagreements != 20 {
		t.Errorf("%d are counted, want 20", l.counts.Disagreements)
	}
}

// What differs in many groups is few events.
func TestOneDeathIsFewEvents(t *testing.T) {
	l := newLedger(500)
	for i := range 500 {
		l.differs[fmt.Sprintf("g%03d", i)] = i%2 == 0
	}
	l.run(10 * time.Minute)
	told := len(l.told())
	if n := len(l.happened()); n == 0 || n > 6 || told != 250 {
		t.Errorf("%d events of %d groups", n, told)
	}
	clear(l.differs)
	l.run(10 * time.Minute)
	if n := len(l.happened()); n == 0 || n > 4 || len(l.told()) != 0 {
		t.Errorf("%d events at the end", n)
	}
}

// Who does not answer disagrees about nothing, is asked every five seconds, and
// its alarm ends.
func TestUnheard(t *testing.T) {
	l := newLedger(50)
	l.differs["g001"] = true
	l.run(5 * time.Minute)
	l.want(t, "the alarm", "agrees -> disagrees: g001")
	l.mute = true
	l.run(20 * time.Second)
	l.want(t, "silence", "disagrees -> not heard: g001")
	if !l.lost() || len(l.wary) != 0 {
		t.Error("it is heard, or disagrees")
	}
	before := len(l.asked)
	l.run(time.Minute)
	if n := len(l.asked) - before; n != 12 {
		t.Errorf("%d questions a minute", n)
	}
	l.mute = false
	l.run(time.Minute)
	l.want(t, "it is back")
	l.run(3 * time.Minute)
	l.want(t, "and still disagrees", "agrees -> disagrees: g001")
}

// A reload keeps what is known of questions that stay, and ends the rest.
func TestReload(t *testing.T) {
	l := newLedger(4)
	l.differs["g001"], l.differs["g003"] = true, true
	l.run(5 * time.Minute)
	l.want(t, "the alarm", "agrees -> disagrees: g001 g003")
	l.adopt(&roster.Roster{Sets: make([]roster.Set, 1), Groups: make([]roster.Group, 1)}, questions(3))
	l.run(2 * time.Minute)
	l.want(t, "one is gone", "disagrees -> agrees: g003")
	if got := l.told(); !slices.Equal(got, []string{"g001"}) {
		t.Errorf("left: %q", got)
	}
	l.adopt(&roster.Roster{}, nil)
	if !l.due().IsZero() {
		t.Error("something is due without questions")
	}
}

// TestEventsPair: whatever happens, an alarm is followed by its end before
// there is another of the same group.
func TestEventsPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLedger(rapid.IntRange(1, 40).Draw(t, "groups"))
		alarmed := map[string]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			g := fmt.Sprintf("g%03d", rapid.IntRange(0, 39).Draw(t, "group"))
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				l.differs[g] = !l.differs[g]
			case 2:
				l.mute = !l.mute
			}
			l.run(time.Duration(rapid.IntRange(1, 300).Draw(t, "seconds")) * time.Second)
			for _, e := range l.events {
				for _, g := range e.Groups {
					if alarmed[g] == (e.To == Disagrees) {
						t.Fatalf("%s: %s -> %s", g, e.From, e.To)
					}
					alarmed[g] = e.To == Disagrees
				}
			}
			l.events = nil
		}
		l.mute = false
		clear(l.differs)
		l.run(5 * time.Minute)
		for _, e := range l.events {
			for _, g := range e.Groups {
				alarmed[g] = e.To == Disagrees
			}
		}
		for g, on := range alarmed {
			if on {
				t.Fatalf("the alarm of %s never ends", g)
			}
		}
	})
}

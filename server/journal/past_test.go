package journal

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
)

// heir is a journal that inherits from another, by way of JSON.
func (n *noted) heir() *noted {
	n.t.Helper()
	text, err := json.Marshal(n.Past())
	if err != nil {
		n.t.Fatal(err)
	}
	next := newNoted(n.t, n.r)
	next.in, next.now = n.in, n.now
	var p Past
	if err := json.Unmarshal(text, &p); err != nil {
		n.t.Fatal(err)
	}
	next.Inherit(&p)
	return next
}

// TestInherit: what was noted before is not news, what moved since is; the history
// goes on, and so do the counts.
func TestInherit(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc", "sin"}, "chat", "web"))
	said, _ := new(operator.Ledger).Say(operator.Entry{Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "sin"}, At: n.now, Author: "anna"})
	n.Words(said, n.now)
	n.note()
	n.silence(1)
	n.note()
	n.Endpoints([]Turn{{Key: "a", To: health.Silent, Reason: "timeout"}})
	before := n.Events()
	if len(before) != 2 {
		t.Fatalf("%+v", before)
	}

	next := n.heir()
	url, told := heard(t)
	hook := NewHook(quiet())
	defer hook.Close()
	hook.Set(Target{URL: url})
	next.Tell(hook)
	next.Words(said, next.now)
	next.expect("")
	if now := next.Events(); len(now) != 2 || !same(now[1], before[1]) || now[0].Words != "drain pool:sin" || !now[0].At.Equal(before[0].At) {
		t.Errorf("remembers %+v, want %+v", now, before)
	}
	next.silence(2)
	next.expect("level=INFO msg=\"pool changed\" pool=sin from=up to=silent groups=2 such_as=\"chat web\"\n")
	next.Words(new(operator.Ledger), next.now)
	next.Replaced(next.now, "process 1 (a)", "process 2 (b)")
	if now := next.Events(); len(now) != 5 || now[2].Pool != "sin" || now[3].To != "over" || now[4].Kind != KindReplace || now[4].From != "process 1 (a)" || now[4].To != "process 2 (b)" {
		t.Errorf("remembers %+v", now)
	}
	for _, want := range []string{"sin", "", ""} {
		if e := <-told; e.Pool != want {
			t.Errorf("told of %+v, want %q", e, want)
		}
	}
	c := next.Counts()
	for what, want := range map[Counted]uint64{{"pool", "silent"}: 2, {"word", ""}: 2, {"replace", ""}: 1} {
		if c.Events[what] != want {
			t.Errorf("%v: %d, want %d", what, c.Events[what], want)
		}
	}
	if c.Turns[Counted{"silent", "timeout"}] != 1 {
		t.Errorf("turns: %v", c.Turns)
	}
}

// TestInheritIsBounded: a process that remembers more than this one leaves what this
// one would have forgotten.
func TestInheritIsBounded(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	p := Past{Dropped: 7}
	for i := range kept + 10 {
		p.Events = append(p.Events, Event{At: time.Unix(int64(i), 0), Kind: KindPool, Pool: "ams", To: "silent", Groups: []string{"web"}})
	}
	n.Inherit(&p)
	got := n.Events()
	if len(got) != 1024 || got[0].At.Unix() != 10 || n.names != 1024 || n.Counts().Dropped != 17 {
		t.Errorf("%d events from %v on, %d names, %d dropped", len(got), got[0].At, n.names, n.Counts().Dropped)
	}
	n.flap(1)
	if got := n.Events(); len(got) != 1024 || !slices.Equal(got[1023].Groups, []string{"web"}) || got[1023].From != "up" {
		t.Errorf("%d events, the last is %+v", len(got), got[len(got)-1])
	}
}

// TestInheritOfAnotherVersion: what it knows of and we do not is left out, and where
// it knows nothing, all is news as at a start.
func TestInheritOfAnotherVersion(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	var p Past
	text := `{"events":[{"at":"2026-11-23T17:35:27Z","kind":"quake","to":"over","colour":"red"}],"told":[{"what":"quake","reason":"","count":3}],"stands":[{"group":"gone","pool":"ams","word":"silent"}],"more":{"a":1}}`
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	n.Inherit(&p)
	if _, known := n.Counts().Events[Counted{"quake", ""}]; known {
		t.Error("a word of another version is counted: it would be a label")
	}
	n.silence(0)
	if lines, _ := n.note(); !strings.Contains(lines, "pool=ams from=up to=silent") {
		t.Errorf("logged %s", lines)
	}
	if got := n.Events(); len(got) != 2 || got[0].Kind != "quake" || got[1].Pool != "ams" {
		t.Errorf("remembers %+v", got)
	}
}

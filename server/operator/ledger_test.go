package operator

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

func noon() time.Time { return time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC) }

// said says lines one minute apart, from noon on. "undo" and "undo 3" undo; a
// line may end in "for 2h".
func said(t *testing.T, lines ...string) (l *Ledger, now time.Time) {
	t.Helper()
	l, now = &Ledger{}, noon()
	for _, line := range lines {
		now = now.Add(time.Minute)
		line, lasts, _ := strings.Cut(line, " for ")
		words := strings.Fields(line)
		var e Entry
		var err error
		if words[0] == "undo" {
			id := 0
			if len(words) > 1 {
				id = int(words[1][0] - '0')
			}
			e, err = l.Undo(id, now)
		} else {
			e, err = Read(words)
		}
		if err != nil {
			t.Fatal(err)
		}
		e.At, e.Author = now, "anna"
		if d, err := time.ParseDuration(lasts); err == nil {
			e.Until = now.Add(d)
		}
		l, _ = l.Say(e)
	}
	return l, now
}

func inForce(l *Ledger, now time.Time) string {
	var out []string
	for _, e := range l.InForce(now) {
		out = append(out, e.String())
	}
	return strings.Join(out, "; ")
}

func TestInForce(t *testing.T) {
	for _, c := range []struct {
		lines []string
		later time.Duration
		want  string
	}{
		{[]string{"drain pool:ams", "drain pool:nyc"}, 0, "drain pool:ams; drain pool:nyc"},
		{[]string{"drain pool:ams", "maintenance pool:ams"}, 0, "maintenance pool:ams"},
		{[]string{"maintenance pool:ams", "drain pool:ams"}, 0, "drain pool:ams"},
		{[]string{"drain pool:ams", "undrain pool:ams"}, 0, ""},
		{[]string{"drain pool:ams", "undrain site:ams"}, 0, "drain pool:ams"},
		{[]string{"drain pool:ams for 1h"}, time.Hour - time.Second, "drain pool:ams"},
		{[]string{"drain pool:ams for 1h"}, time.Hour, ""},
		{[]string{"pin fed ams", "pin fed nyc for 1h"}, 2 * time.Hour, ""}, // what ended leaves nothing behind
		{[]string{"move fed ams", "pin fed nyc --hard"}, 0, "pin fed nyc --hard"},
		{[]string{"move fed ams", "return fed"}, 0, "return fed"},
		{[]string{"pin fed ams", "unpin fed"}, 0, ""},
		{[]string{"force down addr:192.0.2.1", "drain addr:192.0.2.1", "force auto addr:192.0.2.1"}, 0, "drain addr:192.0.2.1"},
		{[]string{"disable chat", "disable web", "enable chat"}, 0, "disable web"},
		{[]string{"freeze", "freeze for 1h", "thaw"}, 0, ""},
		{[]string{"drill ams for 30m", "drill nyc for 30m", "drill ams --end"}, 0, "drill nyc"},
		// undo
		{[]string{"drain pool:ams", "undo"}, 0, ""},
		{[]string{"drain pool:ams", "maintenance pool:ams", "undo"}, 0, "drain pool:ams"},
		{[]string{"move fed ams", "move fed nyc", "undo 2"}, 0, "move fed ams"},
		{[]string{"move fed ams", "drain pool:ams", "undo", "undo"}, 0, ""},
		{[]string{"drain pool:ams", "drain pool:nyc", "undo 1"}, 0, "drain pool:nyc"},
		{[]string{"drain pool:ams", "undrain pool:ams", "undo"}, 0, "drain pool:ams"},
		{[]string{"drain pool:ams", "undo", "undo 2"}, 0, "drain pool:ams"},
		{[]string{"pin fed ams for 1m", "pin fed nyc", "undo"}, time.Hour, ""},
		{[]string{"freeze", "drain pool:ams for 30s", "undo"}, 0, ""}, // what ended by itself is not what is meant
		{[]string{"disable chat", "undo"}, 0, ""},
		{[]string{"freeze", "undo"}, 0, ""},
		{[]string{"drill ams", "undo"}, 0, ""},
		{[]string{"force up pool:ams", "force down pool:ams", "undo"}, 0, "force up pool:ams"},
	} {
		l, now := said(t, c.lines...)
		if got := inForce(l, now.Add(c.later)); got != c.want {
			t.Errorf("%s: %q holds, want %q", strings.Join(c.lines, "; "), got, c.want)
		}
	}
}

func TestUndoErrors(t *testing.T) {
	for _, c := range []struct {
		id    int
		want  string
		lines []string
	}{
		{0, "there is nothing to undo (see geosrv overrides)", nil},
		{0, "there is nothing to undo (see geosrv overrides)", []string{"freeze", "undo"}},
		{7, "there is no override 7 (geosrv overrides lists them)", []string{"freeze"}},
		{1, "drain pool:ams (1) was replaced by maintenance pool:ams (2) since (undo 2 first)", []string{"drain pool:ams", "maintenance pool:ams"}},
	} {
		l, now := said(t, c.lines...)
		if _, err := l.Undo(c.id, now); err == nil || err.Error() != c.want {
			t.Errorf("%v: %v, want %s", c.lines, err, c.want)
		}
	}
}

// TestUndoReturn: the group goes back to where it was before it returned.
func TestUndoReturn(t *testing.T) {
	l, now := said(t)
	l, _ = l.Say(Entry{Verb: Return, Group: "fed", Away: "nyc", At: now})
	e, err := l.Undo(0, now)
	if err != nil || e.String() != "move fed nyc" {
		t.Errorf("%v, %v", e, err)
	}
}

// TestSay: IDs are never given twice, and a clock that was set back makes no word
// void.
func TestSay(t *testing.T) {
	l, now := said(t, "drain pool:ams", "drain pool:nyc")
	l, e := l.Say(Entry{Verb: Undrain, Selector: Selector{"pool", "ams"}, At: now.Add(-time.Hour)})
	if e.ID != 3 || inForce(l, now) != "drain pool:nyc" {
		t.Errorf("%d: %s", e.ID, inForce(l, now))
	}
	before := l
	for range 3 * Remembered {
		now = now.Add(time.Second)
		l, e = l.Say(Entry{Verb: Freeze, At: now})
	}
	if len(l.Entries) != Remembered+2 || e.ID != 3+3*Remembered || l.Entries[0].String() != "drain pool:nyc" {
		t.Errorf("%d entries, the last %d, the first %s", len(l.Entries), e.ID, l.Entries[0])
	}
	if len(before.Entries) != 3 {
		t.Error("a ledger that was handed out changed")
	}
}

// TestOver: what a verb says holds over what the file says of the same thing.
func TestOver(t *testing.T) {
	file, err := Parse("f", []byte("drain pool:ams\nmove fed ams\nmove fed nyc\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, now := said(t, "maintenance pool:ams", "freeze")
	if got := inForce(l.Over(file), now); got != "move fed nyc; maintenance pool:ams; freeze" {
		t.Error(got)
	}
	if got := inForce((*Ledger)(nil).Over(file), now); got != "drain pool:ams; move fed nyc" {
		t.Error(got)
	}
	if got := inForce(l.Over(nil), now); got != "maintenance pool:ams; freeze" {
		t.Error(got)
	}
}

// TestFileHoldsAgain: what a verb wanted once, and does not any more, never keeps a
// line of the file from holding.
func TestFileHoldsAgain(t *testing.T) {
	file, err := Parse("f", []byte("drain pool:ams\nmove fed nyc\nfreeze\ndisable chat\nforce up pool:sin\n"))
	if err != nil {
		t.Fatal(err)
	}
	const all = "drain pool:ams; move fed nyc; freeze; disable chat; force up pool:sin"
	for _, lines := range [][]string{
		{"drain pool:ams", "undrain pool:ams"},
		{"maintenance pool:ams for 1h"},
		{"move fed sin", "return fed"},
		{"pin fed sin", "unpin fed"},
		{"freeze", "thaw"},
		{"disable chat", "enable chat"},
		{"force down pool:sin", "force auto pool:sin"},
		{"force down pool:sin", "undo"},
	} {
		l, now := said(t, lines...)
		over := l.Over(file)
		if got := inForce(over, now.Add(2*time.Hour)); got != all {
			t.Errorf("%v: %s", lines, got)
		}
		if e, ok := over.Decides("drain pool:ams", now.Add(2*time.Hour)); !ok || e.Line != 1 {
			t.Errorf("%v: %v", lines, e)
		}
	}
	l, now := said(t, "force down pool:sin for 1h")
	if e, _ := l.Over(file).Decides("force pool:sin", now); e.String() != "force down pool:sin" {
		t.Errorf("while it holds: %s", e)
	}
}

// TestMerge: two nameservers that were told different things agree in the end,
// whoever merges, and as often as they like.
func TestMerge(t *testing.T) {
	verbs := []string{"drain pool:ams", "undrain pool:ams", "maintenance pool:ams", "move fed ams", "return fed", "freeze", "thaw"}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		sides := [2]*Ledger{{}, {}}
		for range 10 {
			e, _ := Read(strings.Fields(verbs[r.IntN(len(verbs))]))
			e.At, e.Author = noon().Add(time.Duration(r.IntN(4))*time.Hour), []string{"anna", "ben"}[r.IntN(2)]
			side := r.IntN(2)
			sides[side], _ = sides[side].Say(e)
		}
		one, other := sides[0].Merge(sides[1]), sides[1].Merge(sides[0])
		if !reflect.DeepEqual(one, other) || !reflect.DeepEqual(one, one.Merge(sides[1])) {
			t.Fatalf("seed %d:\n%v\n%v", seed, one, other)
		}
	}
}

func TestJSON(t *testing.T) {
	l, _ := said(t, "drain pool:ams for 1h", "move fed nyc", "force down role:ams/web", "undo 2", "drill ams", "freeze")
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var back Ledger
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(&back, l) {
		t.Errorf("%v\n%s\n%+v", err, text, back)
	}
}

func TestReturning(t *testing.T) {
	l, now := said(t, "return fed", "return web", "move web ams")
	if got := l.Returning(now); len(got) != 1 || !got["fed"].Equal(noon().Add(time.Minute)) {
		t.Error(got)
	}
}

// TestLedgerRecalled: what was said by a clock that was set back since was said
// now, and the newest of it still holds.
func TestLedgerRecalled(t *testing.T) {
	l, now := said(t, "drain pool:ams", "drain pool:nyc", "undrain pool:nyc")
	before := now.Add(-90 * time.Second) // between the first and the second
	next := l.Recalled(before)
	for i, want := range []time.Time{l.Entries[0].At, before, before} {
		if got := next.Entries[i].At; !got.Equal(want) {
			t.Errorf("entry %d is of %s, want %s", i+1, got, want)
		}
	}
	if inForce(next, before) != "drain pool:ams" || next.Last != 3 || l.Entries[2].At.Equal(before) {
		t.Errorf("%s, the last is %d", inForce(next, before), next.Last)
	}
	if l.Recalled(now) != l {
		t.Error("nothing was in the future, and it is another")
	}
}

package verbs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"geosrv/server/answer/smallworld"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
)

// TestVerbs reads orders against an estate of two pools in which the file drains
// nobody, or one: what is said, what moves, and what is refused.
func TestVerbs(t *testing.T) {
	for _, c := range []struct {
		file, verb, words string
		want              string // entries, "FROM -> TO" and what is refused, by "; "
	}{
		{"", "drain", "ams", "drain pool:ams; ams -> nyc"},
		{"", "drain", "site:nyc", "drain site:nyc; nyc -> ams"},
		{"", "force", "down addr:192.0.2.11", "force down addr:192.0.2.11; ams -> nyc"},
		{"", "freeze", "", "freeze"},
		{"drain pool:nyc\n", "drain", "ams", "drain pool:ams; ams -> nyc; refused: would leave _sip._tls.contoso.com with no live pool (--force does it all the same)"},
		{"drain pool:nyc\n", "undrain", "nyc", "/site/overrides:1: the overrides file says drain pool:nyc (edit the file: it would say it again)"},
		{"", "undrain", "nyc", "nobody said anything that undrain pool:nyc would take back (geosrv overrides lists what is in force)"},
		{"", "pin", "_sip._tls.contoso.com ams", "_sip._tls.contoso.com is answered by policy ladder, which has no one pool to choose (drain, force and maintenance move people there)"},
		{"", "undo", "", "there is nothing to undo (see geosrv overrides)"},
		{"", "drill", "ams", "a drill ends by itself: say --for (such as --for 30m)"},
	} {
		pic := pictured(t, c.file)
		if got := ordered(pic, operator.Verb(c.verb), control.Order{Words: strings.Fields(c.words)}); got != c.want {
			t.Errorf("%s %s, with the file %q:\n%s\nwant %s", c.verb, c.words, c.file, got, c.want)
		}
	}
}

// ordered is what comes of an order, as text.
func ordered(pic *picture.Picture, verb operator.Verb, o control.Order) string {
	entries, err := Read(pic, verb, o)
	if err != nil {
		return err.Error()
	}
	p := Prepare(pic, entries)
	done := p.Done()
	var out []string
	for _, s := range done.Said {
		out = append(out, s.Words)
	}
	for _, m := range done.Moves {
		out = append(out, m.From+" -> "+m.To)
	}
	if err := p.Refuse(done, false); err != nil {
		out = append(out, "refused: "+err.Error())
	}
	if err := p.Refuse(done, true); err != nil {
		out = append(out, "forced, and refused: "+err.Error())
	}
	return strings.Join(out, "; ")
}

// TestPrepareChangesNothing: who only looks leaves the picture as it was.
func TestPrepareChangesNothing(t *testing.T) {
	pic := pictured(t, "")
	before := fmt.Sprintf("%+v", pic.Inputs)
	_ = ordered(pic, operator.Drain, control.Order{Words: []string{"ams"}})
	if after := fmt.Sprintf("%+v", pic.Inputs); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
	if list := Overrides(pic); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}

// TestDrainIsSafe: it is safe once the largest TTL of what held the address has gone
// by since it was answered last.
func TestDrainIsSafe(t *testing.T) {
	pic := pictured(t, "")
	entries, err := Read(pic, operator.Drain, control.Order{Words: []string{"addr:192.0.2.11"}})
	if err != nil {
		t.Fatal(err)
	}
	p := Prepare(pic, entries)
	if d := p.Done(); d.Safe != nil || !strings.Contains(strings.Join(d.Notes, "\n"), "access-ams.contoso.com still answers: not for power-off") {
		t.Errorf("the only address of a name: %+v", d)
	}
	pic = picture.Supposed(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone+"access-ams A 192.0.2.12\n"), &operator.Ledger{}, noon())
	p = Prepare(pic, entries)
	if d := p.Done(); d.Safe == nil || !d.Safe.Equal(noon().Add(time.Minute)) {
		t.Errorf("one of two: %+v", d)
	}
	p.LookAgain(pic, noon().Add(time.Second))
	if d := p.Done(); d.Safe != nil {
		t.Errorf("it was not said: %+v", d)
	}
}

// TestOverrides lists what holds, with the line that says it, and what names nothing.
func TestOverrides(t *testing.T) {
	var got []string
	for _, o := range Overrides(pictured(t, "drain pool:ams\ndrain pool:berlin\n")) {
		got = append(got, fmt.Sprint(o.Words, " ", o.Place, " ", o.Dangling))
	}
	if want := "[drain pool:ams /site/overrides:1 false drain pool:berlin /site/overrides:2 true]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// TestAwaitGone: somebody who waits for an address to be gone is told who answers it.
func TestAwaitGone(t *testing.T) {
	for file, want := range map[string]string{"": "[access-ams.contoso.com]", "drain addr:192.0.2.11\n": "[]"} {
		ledger, err := operator.Parse("overrides", []byte(file))
		if err != nil {
			t.Fatal(err)
		}
		pic := picture.Supposed(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone+"access-ams A 192.0.2.12\n"), ledger, noon())
		done, err := Awaited(pic, control.Await{Words: []string{"192.0.2.11"}, Gone: true})
		if err != nil || fmt.Sprint(done.Left) != want || done.Up != (want != "[]") {
			t.Errorf("%q: %+v, %v", file, done, err)
		}
	}
}

func noon() time.Time { return time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC) }

// pictured is a picture of two sites, with what a file says.
func pictured(t *testing.T, file string) *picture.Picture {
	t.Helper()
	ledger, err := operator.Parse("overrides", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	yaml := smallworld.TwoSites + "overrides: /site/overrides\n"
	return picture.Supposed(smallworld.Of(t, yaml, nil, smallworld.TwoSitesZone), ledger, noon())
}

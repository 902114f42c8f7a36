package server

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
)

// order asks for a verb and returns what came of it, also beside an error.
func order(t *testing.T, c *control.Client, verb string, o control.Order) (*control.Done, error) {
	t.Helper()
	var done *control.Done
	err := c.Ask(t.Context(), verb, o, &done)
	return done, err
}

// TestOrders plays a night of an operator against a real server: each row is a
// verb, with what it must say or refuse.
func TestOrders(t *testing.T) {
	t.Parallel()
	r, c := controllable(t)
	r.soon("all is probed", func() bool {
		var up control.Awaited
		return c.Ask(t.Context(), control.AwaitVerb, control.Await{Words: []string{"site:ams"}}, &up) == nil && up.Up
	})
	for _, s := range []struct {
		verb  string
		o     control.Order
		wants []string // of the error, if it begins with "!", else in words, moves or notes
	}{
		{"drain", control.Order{Words: []string{"pool:nowhere"}}, []string{`! there is no pool:nowhere (known: ams, nyc)`}},
		{"drain", control.Order{Words: []string{"nothing"}}, []string{`! nothing is called "nothing"`}},
		{"drain", control.Order{Words: []string{"am"}}, []string{`! nothing is called "am" (say site:ams or pool:ams`}},
		{"drain", control.Order{}, []string{`! drain takes one thing`}},
		{"drain", control.Order{Words: []string{"pool:ams"}, For: "soon"}, []string{`! --for: "soon" is no time`}},
		{"drain", control.Order{Words: []string{"pool:ams"}, DryRun: true}, []string{"drain pool:ams", "ams -> nyc", "not for power-off"}},
		{"undrain", control.Order{Words: []string{"pool:ams"}}, []string{`! nobody said anything that undrain pool:ams would take back`}},
		{"drain", control.Order{Words: []string{"pool:ams"}, For: "2h", Reason: "new disks", Author: "anna"}, []string{"drain pool:ams", "it ends by itself"}},
		{"drain", control.Order{Words: []string{"pool:nyc"}}, []string{`! would leave _sip._tls.example.com with no live pool (--force does it all the same)`}},
		{"undo", control.Order{Words: []string{"9"}}, []string{`! there is no override 9`}},
		{"drain", control.Order{Words: []string{"pool:ams", "--until", "2020-01-01T00:00:00Z"}}, []string{`! "--until" is no name`}},
		{"undo", control.Order{Words: []string{"1x"}}, []string{`! "1x" is no ID of an override`}},
		{"undo", control.Order{}, []string{"undrain pool:ams", "nyc -> ams"}},
		{"pin", control.Order{Words: []string{"_sip._tls.example.com", "nyc"}, Hard: true}, []string{"! pin --hard holds even when the pool is silent"}},
		{"drill", control.Order{Words: []string{"ams"}}, []string{"! a drill ends by itself: say --for"}},
		{"freeze", control.Order{For: "1h"}, []string{"freeze", "verdicts stay as they are"}},
		{"thaw", control.Order{}, []string{"thaw"}},
		{"disable", control.Order{Words: []string{"_sip._tls.example.com"}}, []string{"ams -> no service", "nyc -> no service"}},
		{"enable", control.Order{Words: []string{"_sip._tls.example.com"}}, []string{"no service -> ams"}},
		{"disable", control.Order{Words: []string{"chat"}}, []string{`! there is no group "chat"`}},
	} {
		done, err := order(t, c, s.verb, s.o)
		said := ""
		if err != nil {
			said = "! " + err.Error()
		} else {
			said = strings.Join(append(done.Notes, done.Said[0].Words), "\n")
			for _, m := range done.Moves {
				said += "\n" + m.From + " -> " + m.To
			}
		}
		for _, want := range s.wants {
			if !strings.Contains(said, want) {
				t.Errorf("%s %v said\n%s\nwant %s", s.verb, s.o.Words, said, want)
			}
		}
	}
}

// TestOneLine: what people write is shown to other people in their terminals.
func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		" new \n disks\t":             "new disks",
		"a\x1b[2J\x07b\u009bc\u202ed": "a [2J b c d",
		"Zürich 東京":                   "Zürich 東京",
		strings.Repeat("x", 201):      strings.Repeat("x", 200) + "...",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q", got)
		}
	}
}

// TestDrainAnswers: when a verb has answered, so do queries.
func TestDrainAnswers(t *testing.T) {
	t.Parallel()
	r, c := controllable(t)
	done, err := order(t, c, "drain", control.Order{Words: []string{"pool:ams"}, Reason: "new disks", Author: "anna"})
	r.ok(err)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	if len(done.Notes) == 0 || !strings.Contains(done.Notes[len(done.Notes)-1], "a restart would forget it") {
		t.Errorf("notes %q", done.Notes)
	}
	var list control.Overrides
	r.ok(c.Ask(t.Context(), control.OverridesVerb, nil, &list))
	if o := list.Overrides; len(o) != 1 || o[0].ID != 1 || o[0].Words != "drain pool:ams" || o[0].Reason != "new disks" || !strings.HasPrefix(o[0].Author, "anna") || o[0].At == nil {
		t.Errorf("%+v", o)
	}
	// What the file says a verb does not take back.
	r.put("overrides", "drain pool:nyc\n")
	r.ok(r.Reload())
	if _, err := order(t, c, "undrain", control.Order{Words: []string{"pool:nyc"}}); err == nil || !strings.HasSuffix(err.Error(), "overrides:1: the overrides file says drain pool:nyc (edit the file: it would say it again)") {
		t.Errorf("%v", err)
	}
	_, err = order(t, c, "undrain", control.Order{Words: []string{"pool:ams"}})
	r.ok(err)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.2.2.0", "10 10 443 access-ams.example.com.")
	// What a verb took back is no word against a line that is written later.
	r.put("overrides", "drain pool:ams\n")
	r.ok(r.Reload())
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	_, err = order(t, c, "maintenance", control.Order{Words: []string{"pool:ams"}})
	r.ok(err)
	done, err = order(t, c, "undrain", control.Order{Words: []string{"pool:ams"}})
	r.ok(err)
	if len(done.Notes) == 0 || !strings.HasSuffix(done.Notes[0], "overrides:1: the overrides file says drain pool:ams: that holds again") {
		t.Errorf("notes %q", done.Notes)
	}
}

package operator

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	l, err := Parse("over", []byte("# night shift\ndrain server:edge1-ams\n\nmove federation nyc # moved\npin xmpp ams --hard --until 2026-12-01T06:00:00Z\nreturn web\nforce down role:ams/web --author anna --reason new switches\ndisable group:chat\nfreeze\ndrill pool:ams\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"drain server:edge1-ams", "move federation nyc", "pin xmpp ams --hard", "return web",
		"force down role:ams/web", "disable chat", "freeze", "drill ams",
	}
	for i, e := range l.Entries {
		if e.String() != want[i] {
			t.Errorf("entry %d is %q, want %q", i, e, want[i])
		}
	}
	if e := l.Entries[4]; e.Author != "anna" || e.Reason != "new switches" || e.Line != 7 {
		t.Errorf("%+v", e)
	}
	end := time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC)
	if got := l.Ends(end.Add(-time.Hour)); !got.Equal(end) {
		t.Errorf("next end is %v, want %v", got, end)
	}
	if l.Entries[2].Holds(end) || !l.Entries[2].Holds(end.Add(-time.Second)) {
		t.Error("an entry holds until its end and not longer")
	}
}

func TestParseErrors(t *testing.T) {
	_, err := Parse("over", []byte("drian pool:ams\ndrain ams\ndrain addr:192.0.2\ndrain role:ams\nmove federation\nmove a b --hard\npin a b --until noon\ndrain pool:ams --now\ndrain pool: \nreturn\nreturn a b\nreturn a --hard\nforce pool:ams\nforce off pool:ams\nfreeze ams\ndrain group:web\ndrain pool:ams --end\ndrill\nfreeze --author\n"))
	want := `over:1: no verb "drian" (drain, undrain, maintenance, force, move, return, pin, unpin, disable, enable, freeze, thaw or drill)
over:2: "ams" does not say what it is (site:, pool:, server:, addr: or role:)
over:3: "addr:192.0.2" is no address (such as addr:192.0.2.11)
over:4: "role:ams" names no role (such as role:ams/web)
over:5: move takes a group and a pool (such as move federation nyc)
over:6: move knows no --hard (that is for pin)
over:7: "noon" is no time (such as 2026-12-01T06:00:00Z)
over:8: unknown flag --now (--hard, --end, --until TIME, --forever, --author NAME or --reason WORDS)
over:9: "pool:" names nothing
over:10: return takes a group (such as return federation)
over:11: return takes a group (such as return federation)
over:12: return knows no --hard (that is for pin)
over:13: force takes up, down or auto, and one thing (such as force down server:edge1-ams)
over:14: force takes up, down or auto, and one thing (such as force down server:edge1-ams)
over:15: freeze is about everything (write freeze alone)
over:16: "group:web" is a decision, and has no servers of its own (groups are for move, pin, return and disable; here say site:, pool:, role:, server: or addr:)
over:17: drain knows no --end (that is for drill)
over:18: drill takes a pool (such as drill ams)
over:19: --author lacks its name`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

package operator

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	l, err := Parse("over", []byte("# night shift\ndrain server:edge1-ams\n\nmove federation nyc # moved\npin xmpp ams --hard --until 2026-12-01T06:00:00Z\nreturn xmpp\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"drain server:edge1-ams", "move federation nyc", "pin xmpp ams --hard", "return xmpp"}
	for i, e := range l.Entries {
		if e.String() != want[i] {
			t.Errorf("entry %d is %q, want %q", i, e, want[i])
		}
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
	_, err := Parse("over", []byte("drian pool:ams\ndrain ams\ndrain addr:192.0.2\ndrain role:ams\nmove federation\nmove a b --hard\npin a b --until noon\ndrain pool:ams --now\ndrain pool: \nreturn\nreturn a b\nreturn a --hard\n"))
	want := `over:1: no verb "drian" (drain, maintenance, move, pin or return)
over:2: "ams" does not say what it is (site:, pool:, server:, addr: or role:)
over:3: "addr:192.0.2" is no address (such as addr:192.0.2.11)
over:4: "role:ams" names no role (such as role:ams/web)
over:5: move takes a group and a pool (such as move federation nyc)
over:6: move knows no --hard (that is for pin)
over:7: "noon" is no time (such as 2026-12-01T06:00:00Z)
over:8: unknown flag --now (--hard or --until TIME)
over:9: "pool:" names nothing
over:10: return takes a group (such as return federation)
over:11: return takes a group (such as return federation)
over:12: return takes a group (such as return federation)`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

package journal

import (
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
)

func TestEndpoints(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	n.Endpoints([]Turn{
		{Key: "sip/tls 192.0.2.11:443 name=a.example", From: health.Up, To: health.Silent, Reason: "refused", Detail: "connection refused"},
		{Key: "tcp/tcp 192.0.2.12:80", From: health.Up, To: health.Silent, Never: true, Reason: "timeout"},
		{Key: "tcp/tcp 192.0.2.13:80", From: health.Rising, To: health.Up, Reason: "ok"},
	})
	want := `level=INFO msg="endpoint changed" endpoint="sip/tls 192.0.2.11:443 name=a.example" from=up to=silent reason=refused detail="connection refused"
level=INFO msg="endpoint changed" endpoint="tcp/tcp 192.0.2.12:80" from=up to=never reason=timeout detail=""
level=INFO msg="endpoint changed" endpoint="tcp/tcp 192.0.2.13:80" from=rising to=up reason=ok detail=""
`
	if got := n.log.String(); got != want {
		t.Errorf("logged\n%swant\n%s", got, want)
	}
}

// TestOperatorsWords: each word is told when it comes into force and when it ends, once.
func TestOperatorsWords(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	end := n.now.Add(time.Hour)
	drain := operator.Entry{Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "ams"}, Until: end}
	move := operator.Entry{Verb: operator.Move, Group: "web", Pool: "ams"}
	expect := func(what, want string) {
		t.Helper()
		if got := n.log.String(); got != want {
			t.Errorf("%s: logged\n%swant\n%s", what, got, want)
		}
		n.log.Reset()
	}
	both := &operator.Ledger{Entries: []operator.Entry{drain, move}}
	n.Words(both, n.now)
	expect("said", "level=INFO msg=\"an operator's word holds\" override=\"drain pool:ams\"\n"+
		"level=INFO msg=\"an operator's word holds\" override=\"move web ams\"\n")
	n.Words(both, n.now)
	expect("said again", "")
	n.Words(both, end)
	expect("at its end", "level=INFO msg=\"an operator's word ended\" override=\"drain pool:ams\"\n")
	n.Words(&operator.Ledger{}, end)
	expect("taken back", "level=INFO msg=\"an operator's word ended\" override=\"move web ams\"\n")
}

// TestWordsOfBefore: what was so before a restart is not put down to words that are
// said again at the start, and a return of then is no news.
func TestWordsOfBefore(t *testing.T) {
	n := newNoted(t, rosterOf([]string{"ams", "nyc"}, "web"))
	said := new(operator.Ledger)
	for _, e := range []operator.Entry{
		{Verb: operator.Return, Group: "web", At: n.now.Add(-time.Hour)},
		{Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "nyc"}, At: n.now.Add(-time.Hour)},
	} {
		said, _ = said.Say(e)
	}
	n.Words(said, n.now)
	if got, want := n.log.String(), "level=INFO msg=\"an operator's word holds\" override=\"drain pool:nyc\" id=2\n"; got != want {
		t.Errorf("logged\n%swant\n%s", got, want)
	}
	n.silence(0)
	n.in.Pools[1] = answer.Drain
	n.note()
	want := `level=INFO msg="pool changed" pool=ams from=up to=silent groups=1 such_as=web
level=INFO msg="pool changed" pool=nyc from=up to=drained groups=1 such_as=web cause="drain pool:nyc"
`
	if got := n.log.String(); got != want {
		t.Errorf("logged\n%swant\n%s", got, want)
	}
}

package journal

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/operator"
	"geosrv/server/roster"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// heard is a web server that takes events.
func heard(t *testing.T) (url string, events chan Event) {
	events = make(chan Event, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var e Event
		text, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(text, &e); err != nil {
			t.Errorf("%v: %s", err, text)
		}
		events <- e
	}))
	t.Cleanup(s.Close)
	return s.URL, events
}

// wire writes a name in wire format (RFC 1035 3.1).
func wire[T ~string](to *T, octets string) { *to = T(octets) }

// TestAThousandSets: a pool that dies under a thousand groups is one line of the
// log, with the first twenty sets, and one call of the hook, with all.
func TestAThousandSets(t *testing.T) {
	r := rosterOf([]string{"ams", "nyc"}, make([]string, 1000)...)
	for i := range r.Groups {
		r.Groups[i].Name = fmt.Sprintf("customer%03d", i)
		r.Sets = append(r.Sets, roster.Set{Group: int32(i), Type: 33})
		wire(&r.Sets[i].Owner, fmt.Sprintf("\x04_sip\x04_tls\x04c%03d\x07example\x00", i))
		r.Groups[i].Sets = []int32{int32(i)}
	}
	n := newNoted(t, r)
	url, events := heard(t)
	h := NewHook(quiet())
	defer h.Close()
	h.Set(Target{URL: url})
	n.Tell(h)
	n.note()
	n.silence(0)
	lines, _ := n.note()
	if strings.Count(lines, "\n") != 1 || strings.Count(lines, " SRV") != 20 || !strings.Contains(lines, " groups=1000 ") || !strings.Contains(lines, " sets=1000 ") {
		t.Errorf("logged\n%s", lines)
	}
	if e := <-events; e.Pool != "ams" || e.To != "silent" || e.Reason != "silent" || len(e.Sets) != 1000 || e.Sets[999] != "_sip._tls.c999.example SRV" {
		t.Errorf("told of %s %s -> %s, %d sets", e.Pool, e.From, e.To, len(e.Sets))
	}
	n.in.Verdicts[0] = health.Verdict{}
	n.note()
	if e := <-events; e.To != "up" || e.Reason != "" || len(events) != 0 {
		t.Errorf("told of %+v, and %d more", e, len(events))
	}
}

// TestCause: an event says which probe led to it, or which words.
func TestCause(t *testing.T) {
	r := rosterOf([]string{"ams", "nyc"}, "web")
	for i := range r.Pools {
		a := r.Groups[0].Candidates[i].Judges[0].Members[0].Addr
		r.Endpoints[i] = health.Endpoint{Check: "tcp", Transport: "tcp", Addr: netip.AddrPortFrom(a, 80)}
		r.Pools[i].Roles = []roster.Role{{Addresses: []netip.Addr{a}}}
	}
	n := newNoted(t, r)
	n.note()
	n.silence(1)
	n.turns = []Turn{{Key: r.Endpoints[1].Key(), To: health.Silent, Reason: "refused"}, {Key: r.Endpoints[0].Key(), To: health.Up, Reason: "ok"}}
	if _, events := n.note(); events[0].Cause != "tcp/tcp 192.0.2.1:80: refused" {
		t.Errorf("%+v", events)
	}
	n.turns = nil
	l, _ := new(operator.Ledger).Say(operator.Entry{Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "ams"}, Author: "anna", Reason: "disks", At: n.now})
	n.Words(l, n.now)
	n.in.Pools[0] = 1
	_, events := n.note()
	if e := events[len(events)-1]; e.Cause != "drain pool:ams (anna: disks)" || e.Reason != "drained" {
		t.Errorf("%+v", events)
	}
	if all := n.Events(); all[len(all)-2].Kind != KindWord || all[len(all)-2].Words != "drain pool:ams" || all[len(all)-2].Cause != "anna: disks" {
		t.Errorf("%+v", all)
	}
}

// TestHookCommand: the command gets the event on its standard input.
func TestHookCommand(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if err := command(t.Context(), []string{"sh", "-c", "cat > " + out}, []byte("event")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != "event" {
		t.Errorf("%q, %v", got, err)
	}
	if err := command(t.Context(), []string{"sh", "-c", "exit 3"}, nil); err == nil || err.Error() != "exit status 3" {
		t.Error(err)
	}
}

// TestHookLines: what is appended to a file is a line for each event, with the bare name
// of who said the words.
func TestHookLines(t *testing.T) {
	out := filepath.Join(t.TempDir(), "events.json")
	h := NewHook(quiet())
	defer h.Close()
	n := newNoted(t, rosterOf([]string{"ams"}, "web"))
	l, _ := new(operator.Ledger).Say(operator.Entry{Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "ams"}, Author: "anna", At: n.now})
	n.Words(l, n.now)
	n.Words(new(operator.Ledger), n.now)
	for _, e := range n.Events() {
		if err := h.call(t.Context(), Target{Exec: []string{"tee", "-a", out}}, e); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	at := n.now.Format(time.RFC3339Nano)
	want := `{"at":"` + at + `","kind":"word","to":"in force","words":"drain pool:ams","cause":"anna"}
{"at":"` + at + `","kind":"word","from":"in force","to":"over","words":"drain pool:ams"}
`
	if string(got) != want {
		t.Errorf("the file has\n%swant\n%s", got, want)
	}
}

// TestSlowHook: what does not fit into the queue is dropped and counted, and
// nobody waits.
func TestSlowHook(t *testing.T) {
	stuck := make(chan struct{})
	came := make(chan struct{}, 100)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { came <- struct{}{}; <-stuck }))
	defer s.Close()
	defer close(stuck)
	h := NewHook(quiet())
	defer h.Close()
	h.tell(Event{}) // nobody is to be told
	h.Set(Target{URL: s.URL})
	h.tell(Event{})
	<-came
	for range hookQueue + 7 {
		h.tell(Event{})
	}
	if h.Drops() != 7 || len(h.queue) != hookQueue {
		t.Errorf("%d dropped, %d wait", h.Drops(), len(h.queue))
	}
}

// TestHookAnswers: what is no success is told.
func TestHookAnswers(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer s.Close()
	if err := post(t.Context(), s.URL, []byte("{}")); err == nil || err.Error() != "it answered 302 Found" {
		t.Error(err)
	}
}

package server

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
	"geosrv/server/handover"
)

// line is servers of one process that take over from each other.
type line struct {
	*disk
	t     *testing.T
	edges *fakeEdges
	log   *journalText
	next  chan *running          // who has taken over
	spoil func(o *Options)       // what is wrong with the next one; nil: nothing
	meet  func(c *handover.Conn) // instead of a server
	first *running
}

func (l *line) options(before *handover.Conn) Options {
	return Options{
		Files: []string{l.path("geosrv.yaml")}, Probe: l.edges.probe, Control: true, Remember: true, Succeed: l.succeed,
		Log: slog.New(slog.NewTextHandler(l.log, nil)), Predecessor: before, Version: "7",
	}
}

// startLine starts the first.
func startLine(t *testing.T) *line {
	t.Helper()
	d := stateDisk(t, "state")
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nstatus: 127.0.0.1:0\n")
	l := &line{disk: d, t: t, edges: newFakeEdges(), log: &journalText{}, next: make(chan *running, 1)}
	s, err := Start(t.Context(), l.options(nil))
	d.ok(err)
	t.Cleanup(s.Close)
	l.first = &running{disk: d, Server: s, edges: l.edges, log: l.log}
	return l
}

// succeed plays the next process.
func (l *line) succeed() (*handover.Successor, error) {
	ours, theirs, err := handover.Pair()
	if err != nil {
		return nil, err
	}
	before, err := handover.NewConn(theirs)
	if err != nil {
		return nil, err
	}
	gone := make(chan struct{})
	ctx, end := context.WithCancel(context.Background())
	go func() {
		defer close(gone)
		if l.meet != nil {
			l.meet(before)
			before.Close()
			return
		}
		o := l.options(before)
		if l.spoil != nil {
			l.spoil(&o)
		}
		s, err := Start(ctx, o)
		if err == nil {
			err = s.TakeOver(ctx)
		}
		if err != nil {
			_ = before.Send(ctx, handover.Refusing(err))
			before.Close()
			return
		}
		l.t.Cleanup(s.Close)
		l.next <- &running{disk: l.disk, Server: s, edges: l.edges, log: l.log}
	}()
	return &handover.Successor{Conn: ours, PID: 7, Gone: gone, Kill: end, Ended: func() error { return errors.New("exit status 2") }}, nil
}

func (l *line) replace() (*control.Replaced, error) {
	var done *control.Replaced
	err := clientOf(l.t, l.path("s")).Ask(l.t.Context(), control.ReplaceVerb, control.Replace{}, &done)
	return done, err
}

// TestReplaceKeepsAll: the next server has the sockets, what was said, what probes
// found with its counters, the counts, the control socket and the page; and so has
// the one behind it.
func TestReplaceKeepsAll(t *testing.T) {
	l := startLine(t)
	r := l.first
	at, page := r.Addrs(), r.StatusAddr()
	_, err := order(t, clientOf(t, l.path("s")), "drain", control.Order{Words: []string{"pool:ams"}})
	l.ok(err)
	r.soon("all is probed", func() bool { return proven(r) })
	for range 2 {
		r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
		counted, known := r.Counters(), r.States()
		done, err := l.replace()
		l.ok(err)
		if done.Now.PID != 7 || done.Now.Version != "7" || done.Before.PID != os.Getpid() {
			t.Errorf("%+v", done)
		}
		<-r.Replaced()
		before := r
		r = <-l.next
		before.Close()
		if now := r.Addrs(); len(now) != len(at) || now[0] != at[0] {
			t.Errorf("it listens on %v, want %v", now, at)
		}
		if now := r.StatusAddr(); now != page {
			t.Errorf("the page is at %v, want %v", now, page)
		}
		if now := r.Counters(); now.UDP < counted.UDP || counted.UDP == 0 {
			t.Errorf("%d queries are counted, %d were", now.UDP, counted.UDP)
		}
		for key, s := range r.States() {
			if was := known[key]; s.Phase != was.Phase || s.Ever != was.Ever || s.Since.Sub(was.Since).Abs() > 1e9 {
				t.Errorf("%s is %+v, was %+v", key, s, was)
			}
		}
		var list control.Overrides
		l.ok(clientOf(t, l.path("s")).Ask(t.Context(), control.OverridesVerb, nil, &list))
		if len(list.Overrides) != 1 {
			t.Errorf("said: %+v", list)
		}
	}
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", "10 10 443 access-nyc.example.com.")
	_, err = order(t, clientOf(t, l.path("s")), "undrain", control.Order{Words: []string{"pool:ams"}})
	l.ok(err)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
}

// TestReplaceInVain: whatever is wrong with the next process, the one before goes on,
// says why, and takes orders.
func TestReplaceInVain(t *testing.T) {
	l := startLine(t)
	for _, c := range []struct {
		name    string
		spoil   func(o *Options)
		meet    func(c *handover.Conn)
		profile string
		want    string
	}{
		{name: "a bad file", profile: "lynx", want: `geosrv.yaml:1:10: profile: unknown word "lynx"`},
		{name: "an address that is taken", spoil: func(o *Options) { o.Listen = append(o.Listen, l.first.StatusAddr()) }, want: "listen tcp " + l.first.StatusAddr().String() + ": address already in use"},
		{name: "an end at once", meet: func(*handover.Conn) {}, want: "the new process ended before it was ready: exit status 2 (the log says more)"},
		{name: "an end with all in hand", meet: func(c *handover.Conn) {
			_, _ = c.Receive(t.Context(), &handover.Hello{})
			_ = c.Send(t.Context(), handover.Word{})
			_, _ = c.Receive(t.Context(), &handover.Estate{})
		}, want: "the new process ended before it was ready: exit status 2 (the log says more)"},
		{name: "another protocol", meet: func(c *handover.Conn) {
			_, _ = c.Receive(t.Context(), &handover.Hello{})
			_ = c.Send(t.Context(), handover.Refusing(handover.Hello{Protocol: 2, Version: "8"}.Check()))
		}, want: "geosrv 8 hands over by protocol 2, and this one takes over by 1 (restart instead)"},
	} {
		if c.profile != "" {
			l.edit("geosrv.yaml", "profile: lync\n", "profile: "+c.profile+"\n")
		}
		l.spoil, l.meet = c.spoil, c.meet
		if _, err := l.replace(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", c.name, err, c.want)
		}
		if c.profile != "" {
			l.edit("geosrv.yaml", "profile: "+c.profile+"\n", "profile: lync\n")
		}
		select {
		case <-l.first.Replaced():
			t.Fatalf("%s: it is replaced", c.name)
		default:
		}
		l.first.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
		for _, verb := range []string{"drain", "undrain"} {
			_, err := order(t, clientOf(t, l.path("s")), verb, control.Order{Words: []string{"pool:ams"}})
			l.ok(err)
		}
		l.ok(l.first.Reload())
	}
	if log := l.log.String(); !strings.Contains(log, "nobody took over: this process goes on") {
		t.Error(log)
	}
}

// TestReplaceGivenUp: where the next process is well, and who asked for it goes away or
// the one before is told to end, neither log nor verb put it down to the next one.
func TestReplaceGivenUp(t *testing.T) {
	l := startLine(t)
	waits := func(c *handover.Conn, meanwhile func()) {
		_, _ = c.Receive(t.Context(), &handover.Hello{})
		meanwhile()
		_, _ = c.Receive(t.Context(), &handover.Word{}) // it is not wanted
	}
	ctx, leave := context.WithCancel(t.Context())
	l.meet = func(c *handover.Conn) { waits(c, leave) }
	if err := clientOf(t, l.path("s")).Ask(ctx, control.ReplaceVerb, control.Replace{}, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	l.first.soon("it is told who went away", func() bool {
		return strings.Contains(l.log.String(), `this process goes on" error="who asked for it went away, and the new process was ended"`)
	})
	closed := make(chan struct{})
	l.meet = func(c *handover.Conn) {
		waits(c, func() { go func() { defer close(closed); l.first.Close() }() })
	}
	if _, err := l.replace(); err == nil || err.Error() != "the server is closed" {
		t.Errorf("%v", err)
	}
	<-closed
	if log := l.log.String(); strings.Count(log, "goes on") != 1 || !strings.Contains(log, `level=WARN msg="nobody took over: this process was told to end meanwhile"`) {
		t.Error(log)
	}
}

// TestReplaceOfAnother: a server that nobody told how to start the next says so.
func TestReplaceOfAnother(t *testing.T) {
	_, c := controllable(t)
	err := c.Ask(t.Context(), control.ReplaceVerb, control.Replace{}, nil)
	if want := "this server cannot be replaced: it was not started by geosrv serve"; err == nil || err.Error() != want {
		t.Error(err)
	}
}

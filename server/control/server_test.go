package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// spoken is a log that is read while it is written.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *spoken) logger() *slog.Logger { return slog.New(slog.NewTextHandler(s, nil)) }

// say is the arguments of the test's verbs.
type say struct {
	Text string `json:"text"`
	By   int    `json:"by"`
}

// table is a table of verbs for tests.
func table() map[string]Verb {
	return map[string]Verb{
		"echo": Telling(func(_ context.Context, _ Peer, a say) (say, error) { return a, nil }),
		"who": Changing(func(_ context.Context, by Peer, _ say) (string, error) {
			return fmt.Sprint(by.Known, by.UID, by.PID), nil
		}),
		"half": Changing(func(_ context.Context, _ Peer, a say) (say, error) {
			return say{By: 7}, errors.Join(errors.New("a.zone:1:2: first (mend it)"), errors.New("second\n\nthird"))
		}),
		"none": Telling(func(context.Context, Peer, say) (*say, error) { return nil, errors.New("refused") }),
		"mute": Telling(func(context.Context, Peer, say) (any, error) { return nil, errors.New("") }),
		"odd":  Telling(func(context.Context, Peer, say) (any, error) { return func() {}, nil }),
		"panic": Changing(func(context.Context, Peer, say) (*say, error) {
			panic("on purpose")
		}),
	}
}

// listening is a server at a path of the test's own.
func listening(t *testing.T) (s *Server, log *spoken) {
	t.Helper()
	log = &spoken{}
	s, err := Listen(filepath.Join(t.TempDir(), "s"), log.logger(), NewUsers(), table())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, log
}

// TestProtocol is the page of the protocol: what is sent, what comes back.
func TestProtocol(t *testing.T) {
	s, _ := listening(t)
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", s.Path()) },
	}}
	cases := []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/v1/echo", `{"text": "a", "by": 2}`, 200, `{"result":{"text":"a","by":2}}`},
		{"POST", "/v1/echo", " \n", 200, `{"result":{"text":"","by":0}}`},
		{"POST", "/v1/echo", `{"texts": "a"}`, 400, `{"problems":["arguments: unknown field \"texts\" (one JSON object with the verb's arguments)"]}`},
		{"POST", "/v1/echo", `{"by": "a"}`, 400, `{"problems":["arguments: cannot unmarshal string into Go struct field say.by of type int (one JSON object with the verb's arguments)"]}`},
		{"POST", "/v1/echo", `{} {}`, 400, `{"problems":["arguments: something stands behind them (one JSON object, no more)"]}`},
		{"POST", "/v1/echo", `{"text": "` + strings.Repeat("a", 64<<10) + `"}`, 413, `{"problems":["arguments: http: request body too large (at most 65536 octets)"]}`},
		{"POST", "/v1/half", "", 409, `{"result":{"text":"","by":7},"problems":["a.zone:1:2: first (mend it)","second","third"]}`},
		{"POST", "/v1/none", "", 409, `{"result":null,"problems":["refused"]}`},
		{"POST", "/v1/mute", "", 409, `{"problems":["an error without a word"]}`},
		{"POST", "/v1/odd", "", 500, `{"problems": ["a fault in geosrv: the result cannot be written"]}`},
		{"POST", "/v1/panic", "", 500, `{"problems":["panic: a fault in geosrv (its log says more)"]}`},
		{"GET", "/v1/echo", "", 405, `{"problems":["echo: ask by POST"]}`},
		{"POST", "/v1/sing", "", 404, `{"problems":["this server knows no verb \"sing\" (known: echo, half, mute, none, odd, panic, who)"]}`},
		{"POST", "/echo", "", 404, `{"problems":["this server knows no verb \"/echo\" (known: echo, half, mute, none, odd, panic, who)"]}`},
	}
	for _, c := range cases {
		t.Run(c.path+" "+c.body[:min(len(c.body), 20)], func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), c.method, "http://geosrv"+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var got bytes.Buffer
			_, _ = got.ReadFrom(response.Body)
			if response.StatusCode != c.status || strings.TrimSpace(got.String()) != c.want {
				t.Errorf("%d %s\nwant %d %s", response.StatusCode, got.String(), c.status, c.want)
			}
			if is := response.Header.Get("Content-Type"); is != "application/json" {
				t.Errorf("the reply is %q", is)
			}
		})
	}
}

// Both ends together: results, problems and who asked.
func TestClient(t *testing.T) {
	s, log := listening(t)
	c := NewClient(s.Path())
	defer c.Close()
	var echo say
	if err := c.Ask(t.Context(), "echo", say{"a", 2}, &echo); err != nil || echo != (say{"a", 2}) {
		t.Errorf("%+v, %v", echo, err)
	}
	if err := c.Ask(t.Context(), "echo", nil, nil); err != nil {
		t.Error(err)
	}
	var who string
	want := fmt.Sprint(true, os.Getuid(), os.Getpid())
	if err := c.Ask(t.Context(), "who", nil, &who); err != nil || who != want {
		t.Errorf("asked by %s, %v, want %s", who, err, want)
	}
	err := c.Ask(t.Context(), "half", say{Text: "x"}, &echo)
	var problems Problems
	if !errors.As(err, &problems) || !reflect.DeepEqual(problems, Problems{"a.zone:1:2: first (mend it)", "second", "third"}) || echo.By != 7 {
		t.Errorf("%+v, %v", echo, err)
	}
	if err := c.Ask(t.Context(), "none", nil, &echo); err == nil || err.Error() != "refused" {
		t.Error(err)
	}
	var heard map[string]any
	_ = c.Ask(t.Context(), "half", map[string]any{"dry_run": true, "text": "only supposed"}, &heard)
	said := log.String()
	if strings.Contains(said, "only supposed") {
		t.Errorf("the log speaks of what was only supposed:\n%s", said)
	}
	if want := fmt.Sprintf(`msg="asked over the control socket" verb=half by="%s" arguments="{\"text\":\"x\",\"by\":0}"`, peerOfUs()); !strings.Contains(said, want) {
		t.Errorf("the log does not say %s:\n%s", want, said)
	}
	if strings.Contains(said, "verb=echo") {
		t.Errorf("the log speaks of what changes nothing:\n%s", said)
	}
}

func peerOfUs() Peer {
	return Peer{true, os.Getpid(), os.Getuid(), os.Getgid(), NewUsers().name(os.Getuid())}
}

// What a person is told when nobody answers.
func TestUnreached(t *testing.T) {
	dir := t.TempDir()
	stale, strange := filepath.Join(dir, "stale"), filepath.Join(dir, "strange")
	leave(t, stale)
	l, err := net.Listen("unix", strange)
	if err != nil {
		t.Fatal(err)
	}
	s := http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { s.Close() })
	killed := filepath.Join(dir, "killed")
	k, err := net.Listen("unix", killed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	go func() {
		if conn, err := k.Accept(); err == nil {
			_, _ = conn.Read(make([]byte, 1<<10))
			conn.Close()
		}
	}()
	gone, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		ctx        context.Context
		path, want string
	}{
		{t.Context(), filepath.Join(dir, "no"), filepath.Join(dir, "no") + ": no server has a socket there (is it running? --socket and $GEOSRV_CONTROL say where it is)"},
		{t.Context(), stale, stale + ": the server cannot be asked: connection refused (its server has ended)"},
		{t.Context(), strange, strange + ": what answers there is no geosrv: 404 Not Found"},
		{t.Context(), killed, killed + ": the server ended before it answered (look whether it was done: geosrv history)"},
		{gone, strange, "context canceled"},
	} {
		if err := NewClient(c.path).Ask(c.ctx, "echo", nil, nil); err == nil || err.Error() != c.want {
			t.Errorf("%v\nwant %s", err, c.want)
		}
	}
}

// FuzzArguments: no text makes a verb panic, and what is accepted is one object.
func FuzzArguments(f *testing.F) {
	for _, text := range []string{"", "{}", `{"text":"a"}`, `{"by":1e3}`, "null", "[]", `{"by":1}x`, "{\"text\":\"\xff\"}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var a say
		if read(text, &a) == nil && len(bytes.TrimSpace(text)) > 0 && !json.Valid(text) {
			t.Errorf("accepted: %q", text)
		}
	})
}

package main

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestWaiting: a short wait has no word; a longer one says what it is for and how
// long it takes, over itself, and leaves nothing behind.
func TestWaiting(t *testing.T) {
	for _, c := range []struct {
		takes time.Duration
		want  string
	}{
		{900 * time.Millisecond, ""},
		{2500 * time.Millisecond, "\rreading ... 1s\x1b[K\rreading ... 2s\x1b[K\r\x1b[K"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			a := &waiting{w: &out, what: func() string { return "reading" }, done: make(chan struct{})}
			a.gone.Go(a.tell)
			time.Sleep(c.takes)
			a.end()
			a.end()
			if out.String() != c.want {
				t.Errorf("%s: %q, want %q", c.takes, &out, c.want)
			}
		})
	}
	var out bytes.Buffer
	a := newWaiting(&out, func() string { t.Error("asked for nobody"); return "" })
	a.end()
	if out.Len() > 0 {
		t.Errorf("%q where nobody watches", &out)
	}
}

func TestLogWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		a := logWaiting(slog.New(slog.NewTextHandler(&out, nil)), "still reading", "config", "geosrv.yaml")
		time.Sleep(12 * time.Second)
		a.end()
		got := regexp.MustCompile(`time=\S+ level=INFO `).ReplaceAllString(out.String(), "")
		var want strings.Builder
		for _, took := range []string{"1s", "6s", "11s"} {
			want.WriteString(`msg="still reading" config=geosrv.yaml for=` + took + "\n")
		}
		if got != want.String() {
			t.Errorf("got\n%s\nwant\n%s", got, &want)
		}
	})
}

package logs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// written is what a log made of three records.
func written(o Options) string {
	var b bytes.Buffer
	l := Open(&b, o)
	log := l.Logger()
	log.Debug("not said")
	log.Info("loaded", "zones", 2)
	log.With("pool", "ams").WithGroup("x").Warn("two words", "a", "b\nc")
	log.Error("bad")
	l.Close()
	return b.String()
}

func TestText(t *testing.T) {
	lines := strings.Split(written(Options{}), "\n")
	for i, want := range []string{"level=INFO msg=loaded zones=2", `level=WARN msg="two words" pool=ams x.a="b\nc"`, "level=ERROR msg=bad"} {
		if stamp, rest, _ := strings.Cut(lines[i], " "); rest != want || !strings.HasPrefix(stamp, "time=") {
			t.Errorf("%q, want %q", lines[i], want)
		}
	}
}

func TestJSON(t *testing.T) {
	for i, line := range strings.Split(strings.TrimSuffix(written(Options{Format: JSON}), "\n"), "\n") {
		var is map[string]any
		if err := json.Unmarshal([]byte(line), &is); err != nil || is["time"] == nil {
			t.Errorf("%q: %v", line, err)
		}
		if want := [...]string{"loaded", "two words", "bad"}[i]; is["msg"] != want {
			t.Errorf("%q, want %q", line, want)
		}
	}
}

func TestJournal(t *testing.T) {
	const want = "<6>level=INFO msg=loaded zones=2\n<4>level=WARN msg=\"two words\" pool=ams x.a=\"b\\nc\"\n<3>level=ERROR msg=bad\n"
	if got := written(Options{Journal: true}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	const first = `<6>{"level":"INFO","msg":"loaded","zones":2}` + "\n"
	if got := written(Options{Format: JSON, Journal: true}); !strings.HasPrefix(got, first) {
		t.Errorf("%s, want %s", got, first)
	}
}

// TestBlocked: who logs does not wait for a reader, what waits is bounded, and the
// reader that comes back is told how much it missed.
func TestBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		l := Open(w, Options{})
		log := l.Logger()
		for i := range 3 * mostLines {
			log.Info("line", "n", i)
		}
		synctest.Wait()
		dropped := l.Dropped()
		if dropped < mostLines || dropped > 2*mostLines {
			t.Errorf("%d lines were dropped", dropped)
		}
		got := make(chan string)
		go func() {
			text, _ := io.ReadAll(r)
			got <- string(text)
		}()
		synctest.Wait()
		log.Info("again")
		l.Close()
		w.Close()
		text := <-got
		if want := fmt.Sprintf(`are missing here: nobody took them in time" lines=%d`, dropped); strings.Count(text, want) != 1 {
			t.Errorf("it does not say once %q, before the last line:\n%s", want, text[max(0, len(text)-500):])
		}
		if !strings.HasSuffix(text, fmt.Sprintf("lines=%d\ntime=2000-01-01T00:00:00.000Z level=INFO msg=again\n", dropped)) || !strings.Contains(text, "n=0\n") {
			t.Error("the first or the last line is missing")
		}
	})
}

// TestBlockedOctets: long lines are bounded too.
func TestBlockedOctets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		l := Open(w, Options{})
		for range 100 {
			l.Logger().Info(strings.Repeat("x", mostOctets/10))
		}
		synctest.Wait()
		if n := l.Dropped(); n < 88 {
			t.Errorf("%d of 100 were dropped", n)
		}
		if n := l.waiting; n > mostOctets {
			t.Errorf("%d octets wait", n)
		}
		r.Close()
		l.Close()
	})
}

// TestCloseGivesUp: a reader that takes nothing does not keep the program from
// ending.
func TestCloseGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		l := Open(w, Options{})
		l.Logger().Info("one")
		began := time.Now()
		l.Close()
		if took := time.Since(began); took != flushTime {
			t.Errorf("it took %s, want %s", took, flushTime)
		}
		r.Close()
		l.Close()
	})
}

// broken takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestBroken(t *testing.T) {
	l := Open(broken{}, Options{})
	l.Logger().Info("one")
	l.Close()
	l.Logger().Info("behind the end")
	dropper, ok := slog.New(l.Logger().Handler()).Handler().(interface{ Dropped() uint64 })
	if !ok || dropper.Dropped() != 2 {
		t.Errorf("dropped: %d", l.Dropped())
	}
}

func TestIsJournal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "stream"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	is := info.Sys().(*syscall.Stat_t)
	right := fmt.Sprintf("%d:%d", is.Dev, is.Ino)
	for _, c := range [...]struct {
		out    io.Writer
		stream string
		want   bool
	}{
		{f, right, true},
		{f, right + "1", false},
		{f, "", false},
		{f, "nonsense", false},
		{&bytes.Buffer{}, right, false},
	} {
		if got := IsJournal(c.out, c.stream); got != c.want {
			t.Errorf("%q: %v, want %v", c.stream, got, c.want)
		}
	}
}

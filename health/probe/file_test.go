package probe_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
)

// TestFile is what file says of each text, of an endpoint at 192.0.2.13:443.
func TestFile(t *testing.T) {
	for _, c := range []struct {
		label, text string
		want        string
		detail      string // what it ends with
	}{
		{"up", "192.0.2.13:443 up\n", "answered ok", ""},
		{"up with words", "192.0.2.13:443 up all  well \n", "answered ok", "all  well"},
		{"down", "192.0.2.13:443 down disk full\n", "failed monitor", "disk full"},
		{"drain", "192.0.2.13:443\tdrain\tpatches\n", "draining monitor", "patches"},
		{"degraded", "192.0.2.13:443 degraded one disk\n", "degraded monitor", "one disk"},
		{"every port", "192.0.2.13 down\n", "failed monitor", ""},
		{"the port goes first", "192.0.2.13:443 up\n192.0.2.13 down\n", "answered ok", ""},
		{"mapped into IPv6", "[::ffff:192.0.2.13]:443 drain\n", "draining monitor", ""},
		{"comments and blanks", "# 192.0.2.13 up\n\n   \n  192.0.2.13 down\r\n", "failed monitor", ""},
		{"others, whatever they say", "192.0.2.14 what\nedge1 down\n192.0.2.13:444 down\n192.0.2.13:443 up\n", "answered ok", ""},
		{"the same twice", "192.0.2.13 down x\n192.0.2.13 down x\n", "failed monitor", "x"},
		{"two verdicts", "192.0.2.13 down\n192.0.2.13 up\n", "failed local", "line 2: says other than line 1"},
		{"no verdict", "192.0.2.13:443\n", "failed local", `line 1: "" is no verdict (up, degraded, drain, down)`},
		{"another word", "192.0.2.13:443 UP\n", "failed local", `line 1: "UP" is no verdict (up, degraded, drain, down)`},
		{"not a line about it", "192.0.2.14:443 up\n", "failed local", "no line about 192.0.2.13:443"},
		{"empty", "", "failed local", "no line about 192.0.2.13:443"},
		{"half written", "192.0.2.13:443 do", "failed local", "no line about 192.0.2.13:443, and the last line has no end"},
		{"half written of another", "192.0.2.13:443 up\n192.0.2.13:4", "answered ok", ""},
		{"garbage", "\x00\xff\x01{}<html>\n192.0.2.13:443 \xff\n", "failed local", "is no verdict (up, degraded, drain, down)"},
		{"endless", "192.0.2.13:443 up\n" + strings.Repeat("#\n", 1<<19), "failed local", "1048594 bytes, more than 1048576"},
	} {
		t.Run(c.label, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "verdicts")
			write(t, path, c.text, 0)
			o := sees(t, verdicts(path), c.want)
			if !strings.HasSuffix(o.Detail, c.detail) || c.detail == "" && o.Detail != "" {
				t.Errorf("detail %q, want %q", o.Detail, c.detail)
			}
			if o.Final {
				t.Error("a raw verdict is final")
			}
		})
	}
}

// verdicts is an endpoint that is looked up in a file.
func verdicts(path string) health.Endpoint {
	return health.Endpoint{Check: "file", Addr: netip.MustParseAddrPort("192.0.2.13:443"), File: path}
}

// write makes a file of a given age.
func write(t *testing.T, path, text string, age time.Duration) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-age)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// TestFileFinal: a final verdict says so, a missing one is nobody's verdict.
func TestFileFinal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verdicts")
	e := verdicts(path)
	e.Final = true
	for text, want := range map[string]string{
		"192.0.2.13 up\n":    "answered ok true",
		"192.0.2.13 drain\n": "draining monitor true",
		"192.0.2.13 down\n":  "failed monitor true",
		"192.0.2.14 down\n":  "failed local false",
	} {
		write(t, path, text, 0)
		o := ask(t, e, time.Second)
		if got := fmt.Sprint(word(o), " ", o.Final); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestFileThatIsNotFresh: a monitor that fell silent says nothing of anybody.
func TestFileThatIsNotFresh(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "verdicts")
	for _, c := range []struct {
		age, bound time.Duration
		want       string
	}{
		{50 * time.Second, 0, "failed monitor"},
		{70 * time.Second, 0, "failed local"},
		{70 * time.Second, 2 * time.Minute, "failed monitor"},
		{5 * time.Second, 2 * time.Second, "failed local"},
		{-30 * time.Second, 0, "failed monitor"}, // clocks of two machines
		{-70 * time.Second, 0, "failed local"},
	} {
		write(t, path, "192.0.2.13 down\n", c.age)
		e := verdicts(path)
		e.MaxAge = c.bound
		if o := ask(t, e, time.Second); word(o) != c.want {
			t.Errorf("%s old, bound %s: %s (%s), want %s", c.age, c.bound, word(o), o.Detail, c.want)
		}
	}
	for label, e := range map[string]health.Endpoint{
		"missing": verdicts(filepath.Join(dir, "nothing")), "folder": verdicts(dir), "device": verdicts("/dev/zero"),
	} {
		if o := ask(t, e, time.Second); word(o) != "failed local" {
			t.Errorf("%s: %s (%s)", label, word(o), o.Detail)
		}
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := ask(t, verdicts(pipe), time.Second); word(o) != "failed local" {
		t.Errorf("pipe: %s (%s)", word(o), o.Detail)
	}
	if o := ask(t, verdicts("verdicts"), time.Second); word(o) != "failed config" {
		t.Errorf("a path that hangs on where we run: %s (%s)", word(o), o.Detail)
	}
}

// TestFileIsReplacedAtAnyMoment: a writer renames as fast as it can, and every
// look sees one whole file or the other.
func TestFileIsReplacedAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "verdicts")
	filler := strings.Repeat("# some other line\n", 2000)
	stop, done := make(chan struct{}), make(chan error, 1)
	next := func(i int) error {
		text := filler + "192.0.2.13 " + []string{"up", "down"}[i%2] + "\n"
		if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
			return err
		}
		return os.Rename(path+".new", path)
	}
	if err := next(0); err != nil {
		t.Fatal(err)
	}
	go func() {
		for i := 1; ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := next(i); err != nil {
				done <- err
				return
			}
		}
	}()
	for range 500 {
		if got := word(ask(t, verdicts(path), time.Second)); got != "answered ok" && got != "failed monitor" {
			t.Fatal(got)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

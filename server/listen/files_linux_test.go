package listen

import (
	"errors"
	"net"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// fewFiles makes the test binary a server that may have 64 open files.
const fewFiles = "GEOSRV_TEST_FEW_FILES"

// hoarder answers as echo, but for "take", which takes all file descriptors
// that are left, "free", which gives them back, "open" and "cpu".
type hoarder struct {
	echo
	register *Register
	taken    []*os.File
}

func (h *hoarder) Answer(in []byte, out *Message, c *Client) int {
	switch string(in) {
	case "take":
		for {
			f, err := os.Open(os.DevNull)
			if err != nil {
				return copy(out[:], "took until: "+errors.Unwrap(err).Error())
			}
			h.taken = append(h.taken, f)
		}
	case "free":
		for _, f := range h.taken {
			f.Close()
		}
		h.taken = nil
	case "open":
		return copy(out[:], strconv.Itoa(h.register.Open()))
	case "cpu":
		var u unix.Rusage
		if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
			return 0
		}
		return copy(out[:], time.Duration(u.Utime.Nano()+u.Stime.Nano()).String())
	}
	return h.echo.Answer(in, out, c)
}

// TestFewFilesServer is the server of the test below, and no test.
func TestFewFilesServer(t *testing.T) {
	if os.Getenv(fewFiles) == "" {
		t.Skip("the server of TestT6DescriptorsRunOut")
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: 64}); err != nil {
		t.Fatal(err)
	}
	if got := DefaultConnections(); got != 16 {
		t.Errorf("%d connections by default, want 16", got)
	}
	r := NewRegister(Limits{Connections: 1000, PerNetwork: 1000})
	s := serving(t, Config{
		Workers: 1, Register: r, New: func() Answerer { return &hoarder{register: r} },
	}, "127.0.0.1:0")
	untilOrphaned(s)
}

// T-6: the file descriptors run out for real.
func TestT6DescriptorsRunOut(t *testing.T) {
	at, _ := child(t, "TestFewFilesServer", fewFiles, "1")
	udp := dial(t, "udp", at)
	ask := func() net.Conn {
		t.Helper()
		c := dial(t, "tcp", at)
		if _, err := c.Write(framed("x")); err != nil {
			t.Fatal(err)
		}
		wantMessage(t, c, "tcp:x")
		return c
	}
	// More than there are descriptors: all are answered, the first had to go.
	var conns []net.Conn
	for range 100 {
		conns = append(conns, ask())
	}
	wantClosed(t, conns[0])
	for _, c := range conns {
		c.Close()
	}
	for packetAnswer(t, udp, "open") != "0" {
		runtime.Gosched()
	}

	// Now something else has them all, and nobody is there to be evicted.
	if got, want := packetAnswer(t, udp, "take"), "took until: too many open files"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	before := cpuTime(t, udp)
	newcomer := dial(t, "tcp", at)
	if _, err := newcomer.Write(framed("x")); err != nil {
		t.Fatal(err)
	}
	newcomer.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	if got, err := readMessage(newcomer); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got %q, %v, though there was no descriptor for it", got, err)
	}
	if used := cpuTime(t, udp) - before; used > 100*time.Millisecond {
		t.Errorf("%v of a core in 300ms, with nothing to do", used)
	}
	if got := packetAnswer(t, udp, "free"); got != "udp:free" {
		t.Errorf("got %q, want %q", got, "udp:free")
	}
	newcomer.SetReadDeadline(time.Now().Add(2 * time.Second))
	wantMessage(t, newcomer, "tcp:x")
	ask()
}

// cpuTime is what the server used so far.
func cpuTime(t *testing.T, udp net.Conn) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(packetAnswer(t, udp, "cpu"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

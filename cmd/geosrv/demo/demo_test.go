package demo

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health/probe/edge"
)

// serving starts the server of a demo without a story.
func serving(t *testing.T, d *demo) netip.AddrPort {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	m, err := startMachines()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.close)
	d.machines = m
	at, stop, err := d.serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	})
	return at
}

// taken is a port that nobody else can have.
func taken(t *testing.T) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr).AddrPort()
}

func TestTakenPortIsPassedOver(t *testing.T) {
	d := newDemo(Options{})
	d.preferred = taken(t)
	at := serving(t, d)
	if at.Addr() != d.preferred.Addr() || at.Port() == d.preferred.Port() {
		t.Errorf("serves on %s, and %s is taken", at, d.preferred)
	}
	if got := d.taken(at); got != d.preferred.Port() {
		t.Errorf("says that port %d is taken, not %d", got, d.preferred.Port())
	}
}

func TestChosenPortHasNoOther(t *testing.T) {
	d := newDemo(Options{Listen: taken(t)})
	if err := d.run(t.Context()); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v, want that the port is taken", err)
	}
}

func TestPortsToTry(t *testing.T) {
	d := newDemo(Options{})
	var got []string
	for _, a := range d.addresses() {
		got = append(got, a.String())
	}
	want := "127.0.0.1:5300 127.0.0.1:5301 127.0.0.1:5302 127.0.0.1:5303 127.0.0.1:5304 127.0.0.1:5305 " +
		"127.0.0.1:5306 127.0.0.1:5307 127.0.0.1:5308 127.0.0.1:5309 127.0.0.1:0"
	if strings.Join(got, " ") != want {
		t.Errorf("got %q", got)
	}
	d.preferred = netip.MustParseAddrPort("127.0.0.1:65535")
	if n := len(d.addresses()); n != 2 {
		t.Errorf("%d ports from the last one on, want it and any", n)
	}
}

func TestInterruptedStory(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	free := netip.MustParseAddrPort("127.0.0.1:0")
	if err := newDemo(Options{Listen: free, Once: true}).run(ctx); !errors.Is(err, errInterrupted) {
		t.Errorf("error %v: an outcome was asked for, and there is none", err)
	}
	if err := newDemo(Options{Listen: free}).run(ctx); err != nil {
		t.Errorf("Ctrl-C is no error: %v", err)
	}
}

// deaf is an output of which nobody reads more than the first line.
type deaf struct{ lines int }

func (w *deaf) Write(b []byte) (int, error) {
	if w.lines++; w.lines > 1 {
		return 0, syscall.EPIPE
	}
	return len(b), nil
}

func TestNobodyReads(t *testing.T) {
	free := netip.MustParseAddrPort("127.0.0.1:0")
	if err := newDemo(Options{Listen: free, Serve: true, Out: new(deaf)}).run(t.Context()); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("error %v, want that of the output", err)
	}
}

func TestUnknownMachine(t *testing.T) {
	m := &machines{}
	if err := m.set(edge.Refuse, "edge9-ams"); err == nil {
		t.Error("no machine edge9-ams is known")
	}
}

func TestRecordsLookLikeDig(t *testing.T) {
	dig, err := exec.LookPath("dig")
	if err != nil {
		t.Skip("dig is not installed (package bind9-dnsutils)")
	}
	at := serving(t, newDemo(Options{Listen: netip.MustParseAddrPort("127.0.0.1:0")}))
	a, err := newAsker(at)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	for _, q := range []question{sipTLS("ams"), federation("nyc"), xmpp("sin"), sip("sin"), access("")} {
		r, err := a.ask(q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, rr := range r.records {
			got = append(got, Record(rr))
		}
		args := append(strings.Fields(q.dig(at))[1:], "+noall", "+answer")
		text, err := exec.CommandContext(t.Context(), dig, args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(strings.TrimSpace(expanded(string(text))), "\n")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", q.dig(at), got, want)
		}
	}
}

// expanded is text with blanks for its tabs, eight columns apart.
func expanded(text string) string {
	var b strings.Builder
	column := 0
	for _, c := range text {
		switch c {
		case '\t':
			n := 8 - column%8
			b.WriteString(strings.Repeat(" ", n))
			column += n
			continue
		case '\n':
			column = -1
		}
		b.WriteRune(c)
		column++
	}
	return b.String()
}

func TestTerminal(t *testing.T) {
	var out bytes.Buffer
	p := &printer{out: &out, lost: func() {}, moves: true, colour: true}
	p.progress("waiting", time.Now(), 3, 12)
	p.line("done")
	if got := out.String(); !strings.HasPrefix(got, erase+faint+"   waiting ") ||
		!strings.HasSuffix(got, " s (3 of 12)"+plain+erase+"done\n") {
		t.Errorf("%q", got)
	}
}

package compare

import (
	"encoding/xml"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// TestMain is also the load's and the server's process, which the command starts
// by running its own program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == word {
		cmd := NewCommand()
		cmd.SetArgs(os.Args[2:])
		if err := cmd.Execute(); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestCompare runs every kind of workload for a moment, geosrv alone, and wants
// replies, all of them judged right. It needs no package and no root.
func TestCompare(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it runs on Linux only")
	}
	names := []string{"static", "nxdomain", "geo", "tcp", "edns-none", "steered", "sites", "million"}
	report, err := Run(t.Context(), Options{
		Workloads: names, Rounds: 1, Lasts: 50 * time.Millisecond, Window: 32, Instructions: "off", Replies: 1, Small: true,
		Progress: func(text string) { t.Log(text) },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "static geosrv, nxdomain geosrv, geo geosrv, geo geosrv A, tcp geosrv, edns-none geosrv, steered steered, steered static, sites sites: 3, sites sites: 30"
	var got []string
	for _, row := range report.Rows {
		got = append(got, row.Workload+" "+row.Contestant)
		if row.Rate <= 0 || row.User.Nanoseconds+row.System.Nanoseconds <= 0 || row.Octets < 40 || row.RateRatio <= 0 {
			t.Errorf("%s %s: no figures: %+v", row.Workload, row.Contestant, row)
		}
		if row.Replies > 1000 && row.Judged == 0 {
			t.Errorf("%s %s: none of %d replies was judged", row.Workload, row.Contestant, row.Replies)
		}
	}
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("rows %s, want %s", text, want)
	}
	checkStarts(t, report)
	if report.Networks == "" {
		t.Error("the report does not say what networks it used")
	}
}

// TestOrders: orders are those that geosrv makes, which the judge of geo sees
// too, and those that the peers are told.
func TestOrders(t *testing.T) {
	e := &estate{sites: sixSites()}
	for country, want := range map[string]string{
		"NL": "ams nyc jnb sin gru syd",
		"JP": "sin syd ams nyc gru jnb",
		"BR": "gru nyc jnb ams sin syd",
	} {
		var got []string
		for _, i := range e.order(country) {
			got = append(got, e.sites[i].name)
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", country, text, want)
		}
	}
}

// TestPrefixes: the networks of a range follow each other from its first address
// to its last.
func TestPrefixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cell{from: rapid.Uint32().Draw(t, "from"), to: rapid.Uint32().Draw(t, "to")}
		if c.from > c.to {
			c.from, c.to = c.to, c.from
		}
		at := uint64(c.from)
		for _, p := range c.prefixes() {
			if p != p.Masked() || p.Addr() != addr4(uint32(at)) {
				t.Fatalf("%v is not where %v goes on", p, addr4(uint32(at)))
			}
			at += 1 << (32 - p.Bits())
		}
		if at != uint64(c.to)+1 {
			t.Fatalf("it ends before %v, not after %v", addr4(uint32(at)), addr4(c.to))
		}
	})
}

// TestBlocks: a /24 is drawn only if all of it is in the range.
func TestBlocks(t *testing.T) {
	c := cell{from: 10<<24 | 1, to: 10<<24 | 0x2ff}
	for i, want := range []string{"10.0.1.0/24", "10.0.2.0/24"} {
		if got, ok := c.block(uint32(i)); !ok || got != netip.MustParsePrefix(want) {
			t.Errorf("block %d: %v, %v", i, got, ok)
		}
	}
	if got, ok := c.block(2); ok {
		t.Errorf("block 2 is %v, behind the end", got)
	}
}

// TestCosts reads callgrind's format: names are said once, costs of callees do
// not count, and the runtime's own work is set aside.
func TestCosts(t *testing.T) {
	dir := t.TempDir()
	text := `events: Ir
fl=(1) reply.go
fn=(1) geosrv/server/listen.serve
10 7
+1 5
cfn=(2) runtime.memmove
calls=3 20
* 900
fn=(2)
20 900
fn=(3) runtime.findRunnable
-3 40
fn=(1)
30 1
totals: 953
`
	if err := os.WriteFile(filepath.Join(dir, "counts.1.1"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	other := "fn=(1) geosrv/server/watch.look\n1 5000\nfn=(2) runtime.memmove\n1 300\n"
	if err := os.WriteFile(filepath.Join(dir, "counts.1.1-02"), []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range [][2]int64{{913, 5340}, {0, 0}} { // what was read is gone
		sum, aside, err := totals(dir)
		if sum != want[0] || aside != want[1] || err != nil {
			t.Errorf("%d and %d aside, %v; want %d", sum, aside, err, want)
		}
	}
}

// TestTallies: what is not what it should be, or does not come, fails a run.
func TestTallies(t *testing.T) {
	for _, c := range []struct {
		name  string
		tally tally
		want  want
		wrong bool
	}{
		{"answers", tally{Sent: 1000, Replies: 1000, Full: 1000}, wantAnswer, false},
		{"no answers", tally{Sent: 1000, Replies: 1000, Full: 998, Rcodes: [16]int{5: 2}}, wantAnswer, true},
		{"truncated", tally{Sent: 1000, Replies: 1000, Full: 500, Short: 500}, wantAnswer, true},
		{"some truncated", tally{Sent: 1000, Replies: 1000, Full: 500, Short: 500}, wantEither, false},
		{"names that exist", tally{Sent: 1000, Replies: 1000, Full: 1000}, wantNone, true},
		{"names that do not", tally{Sent: 1000, Replies: 1000, Rcodes: [16]int{3: 1000}}, wantNone, false},
		{"lost", tally{Sent: 1000, Replies: 980, Full: 980, Lost: 20}, wantAnswer, true},
		{"silence", tally{Sent: 1000}, wantAnswer, true},
	} {
		if err := c.tally.check(c.want); (err != nil) != c.wrong {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestCounter counts what every kernel counts, because not every machine lets us
// count instructions.
func TestCounter(t *testing.T) {
	c, err := newCounter(event{unix.PERF_TYPE_SOFTWARE, unix.PERF_COUNT_SW_TASK_CLOCK, 0}, []int{os.Getpid()})
	if err != nil {
		t.Skip("the kernel counts nothing for us: ", err)
	}
	defer c.close()
	for n := 0; n < 1e6; n++ {
		if got, err := c.read(); err != nil {
			t.Fatal(err)
		} else if got > 0 {
			return
		}
	}
	t.Error("no time passed")
}

// TestChart draws XML, with a bar for each row, the longest of each workload as
// long as can be.
func TestChart(t *testing.T) {
	r := &Report{Counted: "perf", Rows: []Row{
		{Workload: "a<b", Contestant: ours, User: Cost{Instructions: 500}},
		{Workload: "a<b", Contestant: nsd, User: Cost{Instructions: 1000}},
		{Workload: "c", Contestant: ours, User: Cost{Instructions: 5}},
		{Workload: "c", Contestant: nsd, User: Cost{Instructions: 500}},
	}}
	text := r.chart()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err, text)
		}
	}
	for _, want := range []string{`width="540.0"`, `width="270.0"`, "1000 (2.00)", `width="54.0"`, "&#187; 500 (100.00)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the chart has no %s:\n%s", want, text)
		}
	}
}

// TestMedian takes the middle.
func TestMedian(t *testing.T) {
	for want, of := range map[float64][]float64{0: nil, 2: {3, 1, 2}, 2.5: {4, 1, 3, 2}} {
		if got := median(of); got != want {
			t.Errorf("median of %v is %v, want %v", of, got, want)
		}
	}
	if text := ratio(0) + " " + ratio(1.25) + " " + plain(0); text != "- 1.25 -" {
		t.Errorf("figures are written as %s", text)
	}
}

// TestPinAll puts a process on one core, whatever it had chosen itself.
func TestPinAll(t *testing.T) {
	server, _, err := cores()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sleep", "60")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Skip("no process to pin: ", err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	if err := pinAll(cmd.Process.Pid, server); err != nil {
		t.Fatal(err)
	}
	var got unix.CPUSet
	if err := unix.SchedGetaffinity(cmd.Process.Pid, &got); err != nil {
		t.Fatal(err)
	}
	if got.Count() != 1 || !got.IsSet(server) {
		t.Errorf("it may run on %d cores, want %d alone", got.Count(), server)
	}
}

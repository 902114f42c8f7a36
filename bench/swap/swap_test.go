package swap

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/shipped"
)

// TestMain makes this program one of the bench's processes if it is called as
// one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == word {
		root := &cobra.Command{Use: "bench", SilenceUsage: true}
		root.AddCommand(NewCommand())
		root.SetArgs(os.Args[1:])
		if root.ExecuteContext(context.Background()) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestReload is a short run of all of it. How long answers take on a machine
// that does other things too is not for a test to judge; that all are right is.
func TestReload(t *testing.T) {
	program, err := shipped.Build(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, direct := range []bool{false, true} {
		o := Options{
			Rate: 10, Queries: 1000, Lasts: time.Second, Rest: 100 * time.Millisecond,
			Records: 1000, Direct: direct, Geosrv: program, Seed: 1,
		}
		r, err := Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := r.Print(&out, false); err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"geosrv at rest", "echo at rest", "geosrv reloading", "echo reloading"} {
			got := r.Rows[i]
			want := row{Name: name, Queries: []int{100, 100, 1000, 1000}[i], Took: got.Took, CPU: got.CPU}
			if got != want || got.Took.P50 <= 0 {
				t.Errorf("%+v\nwant %+v", got, want)
			}
		}
		if r.Reloads < 3 || r.Rows[2].CPU <= 0 {
			t.Errorf("%d reloads, %g of a core:\n%s", r.Reloads, r.Rows[2].CPU, out.String())
		}
	}
}

// TestFlips is a short run in which verdicts change all the while.
func TestFlips(t *testing.T) {
	program, err := shipped.Build(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Rate: 20, Queries: 1000, Lasts: 2 * time.Second, Rest: 100 * time.Millisecond,
		Records: 100, Direct: true, Flips: 100, Geosrv: program, Seed: 1,
	}
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Flips < 100 {
		t.Errorf("%g changes of verdicts a second", r.Flips)
	}
	if got := r.Rows[2]; got.Queries != 2000 || got.Lost+got.Wrong+got.Mixed+got.Odd > 0 || r.Reloads < 3 {
		t.Errorf("%d reloads, %+v", r.Reloads, got)
	}
}

// Bounds that do not hold are told, one by one.
func TestCheck(t *testing.T) {
	good := func() *Report {
		return &Report{
			Options: Options{Rate: 10, Lasts: time.Minute}, Reloads: 590,
			Rows: []row{{Name: "a"}, {Name: "b"}, {Name: "geosrv reloading", Took: spread{P9999: 10, Max: 25}}, {Name: "echo reloading", Took: spread{Max: 15}}},
		}
	}
	if err := good().Check(); err != nil {
		t.Error(err)
	}
	bad := good()
	bad.Rows[2].Wrong, bad.Rows[2].Took.P9999, bad.Rows[2].Took.Max, bad.Rows[3].Lost, bad.Reloads = 2, 10.1, 26, 1, 500
	want := `geosrv reloading: 0 lost, 2 wrong, 0 mixed, 0 odd
echo reloading: 1 lost, 0 wrong, 0 mixed, 0 odd
geosrv reloading: p99.99 is 10.10 ms, more than 10 ms
geosrv reloading: the longest took 26.00 ms, more than 10 ms longer than the longest echo, 15.00 ms
500 reloads, not 600`
	if err := bad.Check(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	bad.Stood = &spread{P9999: 10}
	if err := bad.Check(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	bad.Stood.P9999 = 11
	want = strings.Replace(want, "more than 10 ms\n", "more than 10 ms; no server on this machine could hold it: all cores stood still for 11.00 ms\n", 1)
	if err := bad.Check(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	var out bytes.Buffer
	if err := bad.Print(&out, true); err != nil || !json.Valid(out.Bytes()) || !strings.Contains(out.String(), `"p99.99_ms": 10.1`) {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// What cannot be measured is refused.
func TestOptions(t *testing.T) {
	good := Options{Rate: 1, Queries: 1, Lasts: time.Second, Rest: time.Second, Records: 5}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Options){
		"no rate":    func(o *Options) { o.Rate = 0 },
		"no queries": func(o *Options) { o.Queries = 0 },
		"no time":    func(o *Options) { o.Lasts = 0 },
		"no rest":    func(o *Options) { o.Rest = 0 },
		"no records": func(o *Options) { o.Records = 4 },
		"too many":   func(o *Options) { o.Rate, o.Lasts = 100, time.Hour },
	} {
		o := good
		if spoil(&o); o.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

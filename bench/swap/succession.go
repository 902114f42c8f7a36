package swap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/countries"
	"geosrv/bench/shipped"
)

// Succeeds is what runs came to in which one process of geosrv follows on another.
// A value.
type Succeeds struct {
	Name    string        `json:"name"`  // what happens to a process
	Times   int           `json:"times"` // how often
	Every   time.Duration `json:"every"`
	Queries int           `json:"queries"` // a second
	Records int           `json:"records"`
	Geo     string        `json:"geo"` // the database that places askers
	Asked   int           `json:"asked"`
	Counted uint64        `json:"counted"` // by the server, at the end; 0: nobody asked it
	Row     row           `json:"row"`
	Echo    row           `json:"echo"`
	// Gap is how long a change took: a replace, or from a death to the next reply.
	Gap spread `json:"gap"`
	// LostShare is of the queries asked.
	LostShare float64 `json:"lost_share"`
}

// succession is such a run. It belongs to one goroutine.
type succession struct {
	Succeeds
	geosrv    string
	seed      uint64
	gaps      []int64
	samples   []sample
	mostLost  float64 // --check: of the queries
	mostGap   float64 // --check, in milliseconds; 0: any
	afterKill time.Duration
}

func (o *succession) flags(cmd *cobra.Command, asJSON, check *bool) {
	f := cmd.Flags()
	f.IntVar(&o.Queries, "queries", 10_000, "queries a second")
	f.IntVar(&o.Records, "records", 10_000, "records of the zone")
	f.StringVar(&o.geosrv, "geosrv", "", "the program to measure (default: build it)")
	f.Uint64Var(&o.seed, "seed", 1, "what the questions are drawn from")
	f.BoolVar(asJSON, "json", false, "write JSON")
	f.BoolVar(check, "check", false, "exit with 1 if a bound does not hold")
}

// prepare builds the program and writes its files.
func (o *succession) prepare(ctx context.Context, dir string) (program, config string, err error) {
	if o.Times < 1 || o.Every <= 0 || o.Queries < 1 || o.Queries > 100_000 || o.Records < perCustomer {
		return "", "", fmt.Errorf("%d times, every %v, %d queries a second, %d records (all above 0, at most 100000 queries)", o.Times, o.Every, o.Queries, o.Records)
	}
	if program, err = shipped.Build(ctx, dir, o.geosrv); err != nil {
		return "", "", err
	}
	database, what, err := countries.Write(dir)
	if err != nil {
		return "", "", err
	}
	o.Geo = what
	more := fmt.Sprintf("state: state\nstatus: 127.0.0.1:0\ngeo: {database: %s}\n", database)
	_, config, err = o.estate().write(dir, filepath.Join(dir, "s"), more)
	return program, config, err
}

// estate is what is served: with places, for a start reads them too.
func (o *succession) estate() estate {
	e := estateOf(o.Records)
	e.Placed = true
	return e
}

// under does something under load, which lasts for a time, and judges the replies.
func (o *succession) under(ctx context.Context, at netip.AddrPort, dir string, lasts time.Duration, do func(context.Context) error) error {
	echoing, err := start("echo")
	if err != nil {
		return err
	}
	defer func() { _ = echoing.stop() }() // it has nothing more to say
	what := order{Server: at, Estate: o.estate(), Rate: o.Queries, Seed: o.seed, File: filepath.Join(dir, "samples"), Lasts: lasts}
	if err := echoing.out.Decode(&what.Echo); err != nil {
		return fmt.Errorf("the echo ended: %w", err)
	}
	loading, err := start("load")
	if err != nil {
		return err
	}
	defer func() { _ = loading.stop() }()
	ctx, end := context.WithCancel(ctx)
	defer end()
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	o.samples, err = loading.do(what)
	if err != nil {
		return err
	}
	if err := <-done; err != nil {
		return err
	}
	o.Asked = len(o.samples)
	o.Row, o.Echo = judge("geosrv "+o.Name, o.samples, []edit{{}}), judgeEcho("echo", o.samples)
	o.LostShare = float64(o.Row.Lost) / float64(max(o.Asked, 1))
	return nil
}

// took notes a change that took so many nanoseconds.
func (o *succession) took(ns int64) { o.gaps = append(o.gaps, ns) }

// report prints what was measured.
func (o *succession) report(cmd *cobra.Command, asJSON, check bool) error {
	o.Gap = spreadOf(o.gaps)
	w := cmd.OutOrStdout()
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		if err := e.Encode(o.Succeeds); err != nil {
			return err
		}
	} else {
		o.print(w)
	}
	if !check {
		return nil
	}
	return o.check()
}

func (o *succession) print(w io.Writer) {
	fmt.Fprintf(w, "%d cores, %s, load %s; %d records, countries: %s, %d queries a second, %s %d times\n\n", runtime.NumCPU(), runtime.Version(), loadOfMachine(), o.Records, o.Geo, o.Queries, o.Name, len(o.gaps))
	fmt.Fprintf(w, "asked %d, lost %d (%.4f %%), wrong %d, mixed %d, odd %d\n", o.Asked, o.Row.Lost, 100*o.LostShare, o.Row.Wrong, o.Row.Mixed, o.Row.Odd)
	fmt.Fprintf(w, "due to reply   p50 %.2f ms, p99.9 %.2f, max %.2f; of the echo %.2f, %.2f, %.2f\n",
		o.Row.Took.P50, o.Row.Took.P999, o.Row.Took.Max, o.Echo.Took.P50, o.Echo.Took.P999, o.Echo.Took.Max)
	fmt.Fprintf(w, "each took      p50 %.1f ms, max %.1f\n", o.Gap.P50, o.Gap.Max)
	if o.Counted > 0 {
		fmt.Fprintf(w, "the last process has counted %d queries\n", o.Counted)
	}
}

// check returns an error for each bound that does not hold.
func (o *succession) check() error {
	var errs []error
	if o.LostShare > o.mostLost {
		errs = append(errs, fmt.Errorf("%d of %d queries are lost", o.Row.Lost, o.Asked))
	}
	if bad := o.Row.Wrong + o.Row.Mixed + o.Row.Odd; bad > 0 {
		errs = append(errs, fmt.Errorf("%d replies are wrong", bad))
	}
	if o.mostGap > 0 && o.Gap.Max > o.mostGap {
		errs = append(errs, fmt.Errorf("the longest gap is %.1f ms, more than %g", o.Gap.Max, o.mostGap))
	}
	if len(o.gaps) < o.Times {
		errs = append(errs, fmt.Errorf("%s %d times, not %d", o.Name, len(o.gaps), o.Times))
	}
	if o.Counted > 0 && o.Counted < uint64(o.Asked) {
		errs = append(errs, fmt.Errorf("%d queries are counted of %d", o.Counted, o.Asked))
	}
	return errors.Join(errs...)
}

// counted is how many queries by UDP a server counted, as soon as that are enough,
// or after two seconds: what the process before answered at last comes then.
func counted(ctx context.Context, page string, enough int) (n uint64, err error) {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(2 * time.Second); ; {
		if n, err = countedNow(ctx, page); err != nil || n >= uint64(enough) || time.Now().After(end) {
			return n, err
		}
		select {
		case <-ctx.Done():
			return n, ctx.Err()
		case <-look.C:
		}
	}
}

// countedNow is how many it counted now.
func countedNow(ctx context.Context, page string) (n uint64, err error) {
	found := false
	err = shipped.Metrics(ctx, page, func(name string, value float64) {
		if strings.HasPrefix(name, "geosrv_requests_total{") && strings.Contains(name, `"udp"`) {
			n, found = n+uint64(value), true
		}
	})
	if err == nil && !found {
		err = errors.New("the metrics tell no queries by UDP")
	}
	return n, err
}

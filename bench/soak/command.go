package soak

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/shipped"
)

// Options are what the command line asks for. A value.
type Options struct {
	For     time.Duration
	Queries int           // a second
	Reload  time.Duration // between reloads
	Seed    uint64        // what the edges that flap are drawn from
}

// Bounds of --check.
const (
	mostSlope = 1 << 20 // octets an hour
	mostLost  = 0.001   // of the questions: the machine does other things too
	longest   = 10 * time.Minute
	judged    = 30 * time.Minute // what a run lasts at least whose memory is judged
)

// NewCommand is `bench soak`.
func NewCommand() *cobra.Command {
	var o Options
	var asJSON, check bool
	program := ""
	cmd := &cobra.Command{
		Use: "soak", Short: "Look whether a server grows in a long run", Args: cobra.NoArgs,
		Long: `Look whether a server grows in a long run.

A real geosrv answers a steady load while its zone is reloaded and edges come and
go. Its metrics are read every five seconds; the first third of the run, ten minutes
at most, does not count. Memory is judged in runs of half an hour or more.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "soak")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if program, err = shipped.Build(cmd.Context(), dir, program); err != nil {
				return err
			}
			r, err := Run(cmd.Context(), o, program, dir)
			if err != nil {
				return err
			}
			if err := r.print(cmd.OutOrStdout(), asJSON); err != nil || !check {
				return err
			}
			return r.check()
		},
	}
	f := cmd.Flags()
	f.DurationVar(&o.For, "for", 30*time.Minute, "how long")
	f.IntVar(&o.Queries, "queries", 5000, "queries a second")
	f.DurationVar(&o.Reload, "reload", time.Minute, "between two reloads")
	f.Uint64Var(&o.Seed, "seed", 1, "what the edges that flap are drawn from")
	f.StringVar(&program, "geosrv", "", "the program to look at (default: build it)")
	f.BoolVar(&asJSON, "json", false, "write JSON, with every look")
	f.BoolVar(&check, "check", false, "exit with 1 if a bound does not hold")
	return cmd
}

// settled are the looks that count.
func (r *Report) settled() []look {
	from := min(r.Options.For/3, longest)
	for i, l := range r.Looks {
		if l.At >= from {
			return r.Looks[i:]
		}
	}
	return nil
}

// check returns an error for each bound that does not hold.
func (r *Report) check() error {
	var errs []error
	looks := r.settled()
	if r.Options.For >= judged {
		errs = append(errs, memory(looks))
	}
	if grown(looks, func(l look) float64 { return l.Goroutines }) {
		errs = append(errs, errors.New("goroutines grow"))
	}
	if grown(looks, func(l look) float64 { return l.Descriptors }) {
		errs = append(errs, errors.New("descriptors grow"))
	}
	if r.Failed > 0 || float64(r.Sent-r.Heard) > mostLost*float64(r.Sent) {
		errs = append(errs, fmt.Errorf("%d of %d lost, %d no answers", r.Sent-r.Heard, r.Sent, r.Failed))
	}
	if len(looks) < 2 {
		errs = append(errs, errors.New("too short to say anything"))
	}
	return errors.Join(errs...)
}

// memory returns an error for each memory that grows. The memory of the process
// differs by MiB from minute to minute, with what the collector gives back: a run of
// half an hour can only be sure of a slope that nearly all pairs show.
func memory(looks []look) error {
	var errs []error
	if perHour, _, ok := slope(minutes(looks, live)); !ok || perHour >= mostSlope {
		errs = append(errs, fmt.Errorf("the live heap grows by %.2f MiB an hour", perHour/(1<<20)))
	}
	if perHour, surely, ok := slope(minutes(looks, resident)); !ok || surely >= mostSlope {
		errs = append(errs, fmt.Errorf("resident memory grows by %.2f MiB an hour, surely by %.2f", perHour/(1<<20), surely/(1<<20)))
	}
	return errors.Join(errs...)
}

// print writes the report.
func (r *Report) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	fmt.Fprintf(w, "%v, %d queries, %d lost, %d no answers, %d reloads, %d changes of edges\n", r.Options.For, r.Sent, r.Sent-r.Heard, r.Failed, r.Reloads, r.Flaps)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tleast\tmost")
	for _, row := range []struct {
		what string
		of   func(look) float64
	}{
		{"live heap, MiB", func(l look) float64 { return l.Live / (1 << 20) }},
		{"resident, MiB", func(l look) float64 { return l.Resident / (1 << 20) }},
		{"goroutines", func(l look) float64 { return l.Goroutines }},
		{"descriptors", func(l look) float64 { return l.Descriptors }},
	} {
		least, most := 0.0, 0.0
		for i, l := range r.settled() {
			v := row.of(l)
			if i == 0 {
				least = v
			}
			least, most = min(least, v), max(most, v)
		}
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\n", row.what, least, most)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	heap, _, ok := slope(minutes(r.settled(), live))
	process, surely, _ := slope(minutes(r.settled(), resident))
	if ok {
		fmt.Fprintf(w, "the live heap grows by %.2f MiB an hour, resident memory by %.2f (surely by %.2f)\n", heap/(1<<20), process/(1<<20), surely/(1<<20))
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/countries"
	"geosrv/health"
	"geosrv/server/answer"
)

// wireOrder is what the command line asks for.
type wireOrder struct {
	sets, flips, rate int
	building          bool
	asJSON, check     bool
}

// wireReport is what wire measured.
type wireReport struct {
	Machine   machine `json:"machine"`
	Countries string  `json:"countries"`
	Sets      int     `json:"sets"`
	Orders    int     `json:"orders"`
	Endpoints int     `json:"endpoints"`
	Render    spread  `json:"render"` // the composer alone
	Load      string  `json:"load"`
	Idle      flips   `json:"idle"`
	Loaded    flips   `json:"loaded"`
	// Building is beside builds of a zone of a million records, if that was asked for.
	Building flips `json:"building,omitzero"`
	Built    int   `json:"built,omitzero"`
}

// newWireCommand is `bench wire`.
func newWireCommand() *cobra.Command {
	var o wireOrder
	cmd := &cobra.Command{
		Use: "wire", Short: "Measure from a verdict to the first reply with the new answer", Args: cobra.NoArgs,
		Long: `Measure from a verdict to the first reply with the new answer.

All ladder sets list the same six pools of two servers. All endpoints of a site
flip at once. The clock starts when the first of them was stepped, and ends, for
each set, when a client in a process of its own holds the first reply with the
new answer. The client asks for one set every 250 us until any set shows it, and
then for all others at once, so that each figure is an upper bound. The swap is
seen by who looks at the plan in the server's process every 50 us, or by the first
reply, if that comes sooner: who looks waits for a core too.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.sets, "sets", 1000, "how many ladder sets")
	flags.IntVar(&o.flips, "flips", 20, "how many flips")
	flags.IntVar(&o.rate, "rate", 10000, "queries per second of the loaded row")
	flags.BoolVar(&o.building, "building", false, "a third row, while a zone of a million records is built")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
	return cmd
}

func (o *wireOrder) run(ctx context.Context, out io.Writer) error {
	if o.sets < 1 || o.sets > 1<<16 || o.flips < 1 || o.rate < 1 {
		return fmt.Errorf("%d sets, %d flips, %d queries per second (1 to 65536 sets, 1 or more of the others)", o.sets, o.flips, o.rate)
	}
	r, err := o.measure(ctx)
	if err != nil {
		return err
	}
	if err := r.print(out, o.asJSON); err != nil || !o.check {
		return err
	}
	idle, loaded := bounds{p99: 10 * time.Millisecond}, bounds{p99: 20 * time.Millisecond}
	errs := []error{idle.check("idle", r.Idle.Wire), loaded.check("loaded", r.Loaded.Wire)}
	if o.building {
		errs = append(errs, idle.check("building: to the swap", r.Building.Swap))
	}
	return errors.Join(errs...)
}

func (o *wireOrder) measure(ctx context.Context) (*wireReport, error) {
	r := &wireReport{Machine: thisMachine(), Sets: o.sets}
	dir, err := os.MkdirTemp("", "geosrv-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	database, what, err := countries.Write(dir)
	if err != nil {
		return nil, err
	}
	file, err := writeEstate(dir, database, o.sets)
	if err != nil {
		return nil, err
	}
	s, err := newStage(file)
	if err != nil {
		return nil, err
	}
	defer s.close()
	r.Countries, r.Orders, r.Endpoints = what, len(s.world.Geo.Orders(0)), len(s.world.Roster.Endpoints)
	r.Render = s.renderAlone(o.flips)
	asker, err := startAsker(s.addr(), o.sets)
	if err != nil {
		return nil, err
	}
	defer asker.close()
	if r.Idle, err = s.flip(ctx, asker, o.flips); err != nil {
		return nil, err
	}
	if o.building {
		if r.Building, r.Built, err = s.beside(ctx, asker, dir, o.flips); err != nil {
			return nil, err
		}
	}
	stop, load, err := startLoad(ctx, dir, s.addr(), o.sets, o.rate)
	if err != nil {
		return nil, err
	}
	defer stop()
	r.Load = load
	pause(ctx, time.Second) // until the load is steady
	r.Loaded, err = s.flip(ctx, asker, o.flips)
	return r, err
}

// beside lets flips happen while the big zone is built.
func (s *stage) beside(ctx context.Context, r watcher, dir string, n int) (f flips, built int, err error) {
	z, err := writeBig(dir)
	if err != nil {
		return f, 0, err
	}
	stop := z.start(ctx)
	f, err = s.flip(ctx, r, n)
	built, failed := stop()
	return f, built, errors.Join(err, failed)
}

// renderAlone is how long the composer takes for a flip when nothing else runs.
func (s *stage) renderAlone(n int) spread {
	in := answer.NewInputs(s.world.Roster)
	var c answer.Composer
	p := c.Compose(s.world, in)
	var took []time.Duration
	for i := range n {
		standing := health.Silent
		if i%2 == 1 {
			standing = health.Up
		}
		var groups []int32
		for _, e := range s.at(i / 2 % len(sites())) {
			number := slices.IndexFunc(s.world.Roster.Endpoints, func(x health.Endpoint) bool { return x.Addr == e.Addr })
			in.Verdicts[number].Standing = standing
			groups = append(groups, s.world.Roster.EndpointGroups[number]...)
		}
		began := monotonic()
		p = c.Update(p, in, groups)
		took = append(took, time.Duration(monotonic()-began))
	}
	return spreadOf(took)
}

func (r *wireReport) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	m := r.Machine
	fmt.Fprintf(out, "%s, %d cores, %s, Linux %s, load %s\n", m.CPU, m.Cores, m.Go, m.Kernel, m.Load)
	fmt.Fprintf(out, "%d ladder sets, %d endpoints, %d orders; countries: %s; load by %s\n\n", r.Sets, r.Endpoints, r.Orders, r.Countries, r.Load)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tsamples\tp50 ms\tp90 ms\tp99 ms\tmax ms")
	row := func(what string, s spread) {
		fmt.Fprintf(t, "%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\n", what, s.N, ms(s.P50), ms(s.P90), ms(s.P99), ms(s.Max))
	}
	row("render alone", r.Render)
	for _, f := range [...]struct {
		name string
		flips
	}{{"idle", r.Idle}, {"building", r.Building}, {"loaded", r.Loaded}} {
		if f.Wire.N == 0 {
			continue
		}
		row(f.name+": step to reply", f.Wire)
		row(f.name+": step to swap", f.Swap)
		row(f.name+": polling's resolution", f.Polled)
		row(f.name+": since the first reply", f.Burst)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if r.Built > 0 {
		fmt.Fprintf(out, "\na zone of a million records was built %d times beside\n", r.Built)
	}
	_, err := fmt.Fprintf(out, "\nanswered beside: %d q/s idle, %d q/s loaded; old answers after the first new one: %d, %d\n",
		r.Idle.Rate, r.Loaded.Rate, r.Idle.Stale, r.Loaded.Stale)
	return err
}

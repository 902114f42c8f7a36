package swap

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"geosrv/bench/shipped"
)

// Options are what the command line asks for. A value.
type Options struct {
	Rate    float64       // reloads a second
	Queries int           // queries a second
	Lasts   time.Duration // of the reloads
	Rest    time.Duration // before, without any
	Records int           // of the zone
	Direct  bool          // ask over the socket, without a process for each reload
	Flips   int           // changes of verdicts a second that there must be, all the while; 0: none
	Geosrv  string        // the program; "" to build it
	Seed    uint64
}

// check refuses what cannot be measured.
func (o *Options) check() error {
	if o.Rate <= 0 || o.Queries < 1 || o.Queries > 100_000 || o.Lasts <= 0 || o.Rest <= 0 || o.Records < perCustomer {
		return fmt.Errorf("%g reloads and %d queries a second for %v, %v before, %d records (all above 0, at most 100000 queries, at least %d records)",
			o.Rate, o.Queries, o.Lasts, o.Rest, o.Records, perCustomer)
	}
	if o.Rate*o.Lasts.Seconds() > mostGenerations-2 {
		return fmt.Errorf("%g reloads a second for %v are more than the %d that can be told apart", o.Rate, o.Lasts, mostGenerations-2)
	}
	return nil
}

// small sets what --small is short for; how long only if nobody said so.
func (o *Options) small(lastsSaid bool) {
	o.Rate, o.Flips, o.Records, o.Queries, o.Direct = 100, 1000, 100, 20_000, true
	if !lastsSaid {
		o.Lasts = 5 * time.Minute
	}
}

// Run measures: first at rest, then with reloads.
func Run(ctx context.Context, o Options) (r *Report, err error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "swap")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program, err := shipped.Build(ctx, dir, o.Geosrv)
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "s")
	e := estateOf(o.Records)
	e.Told = o.Flips > 0
	monitor, err := newMonitor(dir, e, o.Flips)
	if err != nil {
		return nil, err
	}
	zone, config, err := e.write(dir, socket, monitor.config())
	if err != nil {
		return nil, err
	}
	s, err := serve(program, config)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	reload := byVerb(program, socket)
	if o.Direct {
		reload = bySocket(socket)
	}
	stop := monitor.start()
	defer stop()
	r, err = o.measure(ctx, order{
		Server: s.addr, Estate: e, Rate: o.Queries, Seed: o.Seed, File: filepath.Join(dir, "samples"),
	}, newEditor(e, zone, reload), s.cpu)
	if stop(); err == nil && e.Told {
		r.Flips, err = monitor.flips(ctx)
	}
	return r, err
}

// measure runs echo and load, and both phases. cpu is what the server took.
func (o *Options) measure(ctx context.Context, do order, edit *editor, cpu func() time.Duration) (r *Report, err error) {
	echoing, err := start("echo")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, echoing.stop()) }()
	if err := echoing.out.Decode(&do.Echo); err != nil {
		return nil, fmt.Errorf("the echo ended: %w", err)
	}
	loading, err := start("load")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, loading.stop()) }()
	watching, err := posted()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, watching.stop()) }()
	r = &Report{Options: *o, Load: loadOfMachine()}
	for _, phase := range []struct {
		name  string
		lasts time.Duration
		edits bool
	}{{"warming up", min(o.Rest, time.Second), false}, {"at rest", o.Rest, false}, {"reloading", o.Lasts, true}} {
		do.Lasts = phase.lasts
		before := cpu()
		samples, err := o.phase(ctx, loading, do, edit, phase.edits)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", phase.name, err)
		}
		if phase.name == "warming up" {
			continue
		}
		ours := judge("geosrv "+phase.name, samples, edit.edits)
		ours.CPU = (cpu() - before).Seconds() / phase.lasts.Seconds()
		r.Rows = append(r.Rows, ours, judgeEcho("echo "+phase.name, samples))
		r.Late = late(samples)
		if r.Stood, err = watching.waits(samples); err != nil {
			return nil, err
		}
	}
	r.Reloads, r.Reload = reloads(edit.edits)
	return r, nil
}

// phase runs the load, with or without edits beside it.
func (o *Options) phase(ctx context.Context, loading *helper, do order, edit *editor, edits bool) ([]sample, error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	edited := make(chan error, 1)
	if edits {
		go func() {
			// The load goes on for as long as it waits for the last replies.
			ctx, end := context.WithTimeout(ctx, do.Lasts)
			defer end()
			edited <- edit.run(ctx, o.Rate)
		}()
	} else {
		edited <- nil
	}
	samples, err := loading.do(do)
	return samples, errors.Join(err, <-edited, ctx.Err())
}

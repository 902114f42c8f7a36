package demo

import (
	"context"
	_ "embed" // the two files
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
)

//go:embed geosrv.yaml
var configText string

//go:embed example.com.zone
var zoneText string

// Config returns the demo's configuration, without the ports of the simulated
// edges, which differ from run to run.
func Config() string { return configText }

// Zone returns the demo's zone file.
func Zone() string { return zoneText }

// ErrWrong is in the error of Run when an answer did not become what the story
// expects.
var ErrWrong = errors.New("the story went wrong")

// errInterrupted is in the error of a story that was not told to its end.
var errInterrupted = errors.New("interrupted before the end of the story")

// Options are what the command line says. The zero value tells the story on
// 127.0.0.1:5300 to nobody and then serves. It may be copied.
type Options struct {
	Listen   netip.AddrPort // zero: 127.0.0.1:5300, or the next port that is free
	Once     bool           // end after the story
	Serve    bool           // no story
	Status   netip.AddrPort // where the status page is; zero: there is none
	Out      io.Writer      // nil: nowhere
	Terminal bool           // Out can move its cursor
	Colour   bool           // Out shows colours
	Log      *slog.Logger   // of the server; nil: no log
}

// Run shows the demo until it is over or ctx is done. With Once it returns an
// error if a step went wrong, and if ctx ended before the last step. Without,
// it serves until ctx is done and returns what went wrong before.
func Run(ctx context.Context, o Options) error { return newDemo(o).run(ctx) }

// demo is one run with all that a test may want to break. Make one with
// newDemo; it must not be copied, and runs once.
type demo struct {
	Options
	config, zone string
	probe        health.Probe
	preferred    netip.AddrPort // where to serve if nobody says
	meeting      time.Duration  // how long it may take until every service was probed
	story        []step
	every        time.Duration // between two rounds of questions
	steady       int           // rounds for which an answer must stay right

	print    *printer
	machines *machines
	page     netip.AddrPort // where the status page is
	asker    *asker
}

func newDemo(o Options) *demo {
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &demo{
		Options: o, config: configText, zone: zoneText, probe: probe.New(probe.Options{}),
		preferred: netip.MustParseAddrPort("127.0.0.1:5300"),
		meeting:   patience, story: story(), every: 20 * time.Millisecond, steady: 5,
		print: &printer{out: o.Out, moves: o.Terminal, colour: o.Colour},
	}
}

// run is Run. An interrupt is an error only where the outcome was asked for. It
// ends as well when nobody reads any more, as in `geosrv demo | head`.
func (d *demo) run(ctx context.Context) error {
	ctx, d.print.lost = context.WithCancel(ctx)
	defer d.print.lost()
	err := d.show(ctx)
	d.print.clear()
	switch {
	case d.print.err != nil:
		err = d.print.err
	case err == nil:
		return nil
	case ctx.Err() != nil && !errors.Is(err, ErrWrong):
		if !d.Once {
			return nil
		}
		err = errInterrupted
	}
	return fmt.Errorf("demo: %w", err)
}

// show starts everything, tells the story and serves.
func (d *demo) show(ctx context.Context) (err error) {
	if d.machines, err = startMachines(); err != nil {
		return err
	}
	defer d.machines.close()
	at, stop, err := d.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	if d.asker, err = newAsker(at); err != nil {
		return err
	}
	defer d.asker.close()

	d.print.hello(at, d.taken(at), d.machines.count())
	if d.page.IsValid() {
		d.print.line("Status page: http://%s/", d.page)
	}
	if !d.Serve {
		err = d.play(ctx)
	}
	if d.Once || ctx.Err() != nil {
		return err
	}
	d.print.tries(at)
	<-ctx.Done()
	return err
}

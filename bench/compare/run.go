package compare

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"geosrv/bench/namespace"
	"geosrv/bench/port"
)

// Options say what to compare, and how long.
type Options struct {
	Workloads    []string // by name; empty: all
	Peers        []string // by name; those that are not installed are left out
	Rounds       int
	Lasts        time.Duration // of a contestant's turn
	Window       int           // queries outstanding
	Instructions string        // auto, perf, callgrind or off
	Replies      int           // that callgrind counts over
	Geosrv       string        // a program to run as geosrv; "": this one
	Small        bool          // a hundredth of the data, and no real networks: for tests
	Seed         uint64        // of the questions
	Inside       bool          // this is a network namespace of our own, as namespace.Run makes it

	Progress func(string) // is told how far it is; nil: nobody
}

// sockets is how many the load has, each with an address and a port.
const sockets = 4

// packetsEach is how many packets a file has.
const packetsEach = 100_000

// run is one run. Used by one goroutine.
type run struct {
	o          Options
	dir        string
	load       *agent
	serverCore int
	edges      *edges
	known      *places
	counted    string // how instructions are counted: perf, callgrind, or "" for not
	report     *Report
}

// Run compares, and returns when all that it started has ended. With an error
// there may be a report all the same, of the workloads before it.
func Run(ctx context.Context, o Options) (*Report, error) {
	chosen, err := choose(&o)
	if err != nil {
		return nil, err
	}
	r := &run{o: o, report: newReport(&o)}
	if r.dir, err = os.MkdirTemp("", "compare"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(r.dir)
	if err := r.begin(); err != nil {
		return nil, err
	}
	defer r.end()
	for _, w := range chosen {
		r.say("%s: %s", w.name, w.about)
		if err := r.workload(ctx, w); err != nil {
			return r.report, fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return r.report, nil
}

func (r *run) say(format string, args ...any) {
	if r.o.Progress != nil {
		r.o.Progress(fmt.Sprintf(format, args...))
	}
}

// begin starts the load and the edges.
func (r *run) begin() (err error) {
	server, load, err := cores()
	if err != nil {
		return err
	}
	if r.o.Inside {
		if err := namespace.RaiseLoopback([]netip.Prefix{spreadNetwork()}); err != nil {
			return fmt.Errorf("%w: %w", namespace.ErrNone, err)
		}
	}
	r.serverCore, r.report.Cores = server, [2]int{server, load}
	if r.edges, err = newEdges(30); err != nil {
		return err
	}
	if r.load, err = startAgent(load); err != nil {
		r.edges.close()
		return err
	}
	r.counted = howToCount(r.o.Instructions)
	r.report.Counted = r.counted
	return nil
}

func (r *run) end() {
	r.edges.close()
	r.load.close()
}

// howToCount is perf if the kernel counts instructions, else callgrind if it is
// installed, if that is what was asked for.
func howToCount(asked string) string {
	if asked == "auto" || asked == "perf" {
		if c, err := newCounter(userInstructions(), []int{os.Getpid()}); err == nil {
			c.close()
			return "perf"
		}
	}
	if _, err := exec.LookPath("valgrind"); err == nil && (asked == "auto" || asked == "callgrind") {
		return "callgrind"
	}
	return ""
}

// workload measures one.
func (r *run) workload(ctx context.Context, w workload) error {
	dir := filepath.Join(r.dir, w.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &builder{
		dir: dir, peers: r.o.Peers, n: packetsEach, geosrv: r.o.Geosrv, edges: r.edges, places: r.places,
		random: rand.New(rand.NewPCG(r.o.Seed, 1)), whole: !r.o.Small,
	}
	b.n = b.some(b.n)
	all, err := w.build(b)
	if err != nil {
		return err
	}
	return w.measure(r, ctx, w.name, dir, all)
}

// race lets all serve at once and loads them in turns.
func (r *run) race(ctx context.Context, name, dir string, all []*contestant) error {
	var racers []*racer
	defer func() {
		for _, c := range racers {
			c.stop()
		}
	}()
	for i, c := range all {
		own := filepath.Join(dir, fmt.Sprint("server", i))
		if err := os.MkdirAll(own, 0o755); err != nil {
			return err
		}
		p, err := r.launch(ctx, c, own, false)
		if err != nil {
			return err
		}
		racers = append(racers, &racer{contestant: c, process: p})
	}
	if err := r.rounds(ctx, racers); err != nil {
		return err
	}
	return r.conclude(ctx, name, racers)
}

// conclude counts instructions, if that needs a run of its own, and adds the
// rows to the report.
func (r *run) conclude(ctx context.Context, name string, racers []*racer) error {
	for _, c := range racers {
		c.stop()
	}
	for i, c := range racers {
		row := c.row(name, racers[0])
		if r.counted == "callgrind" {
			n := r.o.Replies
			if c.slow {
				n = max(1, n/20)
			}
			var err error
			if row.User.Instructions, row.Aside, err = r.instructions(ctx, c.contestant, n); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
		if i > 0 {
			row.compare(&r.report.Rows[len(r.report.Rows)-i])
		}
		r.report.Rows = append(r.report.Rows, row)
		r.say("  %s", row.line())
	}
	return nil
}

// launch starts a contestant, under callgrind or not.
func (r *run) launch(ctx context.Context, c *contestant, dir string, counted bool) (*process, error) {
	at, err := port.Free("127.0.0.1")
	if err != nil {
		return nil, err
	}
	args, err := c.prepare(dir, at)
	if err != nil {
		return nil, err
	}
	patience, env := time.Minute, os.Environ()
	if counted {
		// Callgrind 3.19 cannot follow the signals by which Go's scheduler
		// interrupts a goroutine.
		env = append(env, "GODEBUG=asyncpreemptoff=1")
		args, patience = underCallgrind(dir, args), 5*time.Minute
	}
	return launch(ctx, c.name, dir, args, env, at, r.serverCore, c.first, patience)
}

// order is what the load does in a contestant's turn.
func (r *run) order(c *contestant, p *process) order {
	return order{
		To: p.addr, File: c.queries, TCP: c.tcp, Spread: c.spread, Sockets: sockets, Window: r.o.Window,
		Lasts: r.o.Lasts, Patient: 2 * time.Second, Sample: 997,
	}
}

// places are read once, when they are needed first.
func (r *run) places() (*places, error) {
	if r.known == nil {
		var err error
		if r.known, err = loadPlaces(r.o.Small); err != nil {
			return nil, err
		}
		r.report.Networks = r.known.what
	}
	return r.known, nil
}

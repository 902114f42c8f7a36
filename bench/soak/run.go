package soak

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"geosrv/health/probe/edge"
	"geosrv/server/control"
)

// How often things happen.
const (
	lookEvery = 5 * time.Second
	flapEvery = 3 * time.Second // on average, somewhere
)

// Report is what a run came to.
type Report struct {
	Options Options `json:"options"`
	Looks   []look  `json:"looks"`
	Sent    int64   `json:"sent"`
	Heard   int64   `json:"heard"`
	Failed  int64   `json:"failed"` // replies that were no answers
	Reloads int     `json:"reloads"`
	Flaps   int     `json:"flaps"`
}

// Run soaks. The world's files are in a folder.
func Run(ctx context.Context, o Options, program, dir string) (r *Report, err error) {
	w, err := newWorld(dir)
	if err != nil {
		return nil, err
	}
	defer w.close()
	addr, stop, err := serve(program, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	l, err := newLoad(addr)
	if err != nil {
		return nil, err
	}
	r = &Report{Options: o}
	ctx, cancel := context.WithTimeout(ctx, o.For)
	defer cancel()
	var all sync.WaitGroup
	errs := make([]error, 3)
	all.Go(func() { l.run(ctx, o.Queries) })
	all.Go(func() { errs[0] = r.reload(ctx, w) })
	all.Go(func() { errs[1] = r.flap(ctx, w) })
	all.Go(func() { errs[2] = r.watch(ctx, w) })
	all.Wait()
	r.Sent, r.Heard, r.Failed = l.sent.Load(), l.heard.Load(), l.failed.Load()
	return r, errors.Join(errs...)
}

// serve starts the server and returns where it listens. stop ends it.
func serve(program, dir string) (addr netip.AddrPort, stop func() error, err error) {
	cmd := exec.Command(program, "serve", "geosrv.yaml")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return addr, nil, err
	}
	listening := regexp.MustCompile(`msg=listening addresses="?\[(\S+?)[\] ]`)
	var before []string
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		before = append(before, lines.Text())
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, log) }() // a full pipe would stop it
			addr, err = netip.ParseAddrPort(found[1])
			return addr, func() error {
				_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
				return cmd.Wait()
			}, err
		}
	}
	_ = cmd.Wait() // what it said is better than its exit code
	return addr, nil, fmt.Errorf("geosrv serve ends:\n%s", strings.Join(before, "\n"))
}

// reload writes generations and has them loaded.
func (r *Report) reload(ctx context.Context, w *world) error {
	client := control.NewClient(w.socket())
	defer client.Close()
	for generation := 2; ; generation++ {
		if !pause(ctx, r.Options.Reload) {
			return nil
		}
		if err := w.write(generation); err != nil {
			return err
		}
		if err := client.Ask(ctx, control.ReloadVerb, control.Reload{}, nil); err != nil && ctx.Err() == nil {
			return fmt.Errorf("reload: %w", err)
		}
		r.Reloads++
	}
}

// flap lets edges come and go, never the last of a pool.
func (r *Report) flap(ctx context.Context, w *world) error {
	random := rand.New(rand.NewPCG(r.Options.Seed, 0))
	for pause(ctx, time.Duration(random.Int64N(int64(2*flapEvery)))) {
		e := w.edges[perPool*random.IntN(pools)+1+random.IntN(perPool-1)]
		next := edge.Alive
		if e.Mode() == edge.Alive {
			next = []edge.Mode{edge.Refuse, edge.BlackHole, edge.Reset}[random.IntN(3)]
		}
		if err := e.Set(next); err != nil {
			return err
		}
		r.Flaps++
	}
	return nil
}

// watch looks at the server's metrics.
func (r *Report) watch(ctx context.Context, w *world) error {
	began := time.Now()
	for pause(ctx, lookEvery) {
		l, err := lookAt(ctx, "http://"+w.status.String(), time.Since(began))
		if err != nil {
			return err
		}
		r.Looks = append(r.Looks, l)
	}
	return nil
}

// pause waits, and reports whether there is more to do.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/bench/netlab"
	"geosrv/health/probe/edge"
)

// world is all of it. Make it with newWorld; it must not be copied.
type world struct {
	dir    string
	out    io.Writer
	saying sync.Mutex
	truth  *truth
	report *report

	router                     *netlab.Router
	client, resolver, attacker *netlab.Node
	sites                      [4]*netlab.Node
	edges                      [4][perSite]*edge.Edge
	servers                    [servers]*server
	places                     []byte       // the geo database
	last                       atomic.Int64 // generation
	later                      sync.WaitGroup
	closers                    []func()
}

// say prints a line with the time.
func (w *world) say(format string, args ...any) {
	w.saying.Lock()
	defer w.saying.Unlock()
	fmt.Fprintf(w.out, "%7.3fs  %s\n", w.truth.now().Seconds(), fmt.Sprintf(format, args...))
}

// newWorld makes nodes, edges, nameservers and resolver in a folder, all well.
func newWorld(dir, program string, seed uint64, out io.Writer) (*world, error) {
	w := &world{dir: dir, out: out, truth: newTruth(time.Now()), report: &report{seed: seed}, router: netlab.NewRouter(seed)}
	w.last.Store(1)
	w.closers = append(w.closers, w.router.Close)
	if err := w.lay(program); err != nil {
		w.close()
		return nil, err
	}
	w.router.Run()
	if err := errors.Join(w.furnish(), w.serve()); err != nil {
		w.close()
		return nil, err
	}
	log, err := w.open("unbound.log")
	if err != nil {
		w.close()
		return nil, err
	}
	stop, err := w.resolve(log)
	if err != nil {
		w.close()
		return nil, err
	}
	if stop == nil {
		w.resolver = nil
	} else {
		w.closers = append(w.closers, stop)
	}
	return w, nil
}

// lay makes the nodes.
func (w *world) lay(program string) (err error) {
	node := func(name string, addrs ...netip.Addr) (n *netlab.Node) {
		if err == nil {
			n, err = w.router.Node(name, addrs...)
		}
		return n
	}
	for k := range w.servers {
		w.servers[k] = &server{
			k: k, program: program, dir: filepath.Join(w.dir, fmt.Sprintf("ns%d", k+1)), truth: w.truth,
			node: node(fmt.Sprintf("ns%d", k+1), nameserverAddr(k)),
		}
		w.servers[k].disk.Store(1)
	}
	for p, name := range pools() {
		w.sites[p] = node(name, member(p, 0), member(p, 1))
	}
	w.client = node("client", clientAddr())
	w.resolver = node("resolver", resolverAddr())
	w.attacker = node("attacker", attackerAddr())
	return err
}

// open makes a file of the world's folder that is closed with it.
func (w *world) open(name string) (*os.File, error) {
	f, err := os.Create(filepath.Join(w.dir, name))
	if err == nil {
		w.closers = append(w.closers, func() { f.Close() })
	}
	return f, err
}

// serve starts the nameservers.
func (w *world) serve() error {
	for k, s := range w.servers {
		if err := os.Mkdir(s.dir, 0o700); err != nil {
			return err
		}
		if err := writeFiles(s.dir, k); err != nil {
			return err
		}
		log, err := w.open(fmt.Sprintf("ns%d.log", k+1))
		if err != nil {
			return err
		}
		s.log = log
		if w.places, err = s.database(); err != nil {
			return err
		}
		if err := s.start(); err != nil {
			return err
		}
		w.closers = append(w.closers, func() { _ = s.kill() })
	}
	return nil
}

// close ends all that was started, the last first.
func (w *world) close() {
	for _, e := range w.edges {
		for _, e := range e {
			if e != nil {
				e.Close()
			}
		}
	}
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
}

// run breaks things of some kinds, asks all the while, and returns when the calm is over.
func (w *world) run(ctx context.Context, all []kind, seed uint64, lasts time.Duration) error {
	faults := schedule(w, all, rand.New(rand.NewPCG(seed, 1)), lasts)
	last := time.Duration(0)
	for _, f := range faults {
		last = max(last, f.at+f.lasts)
	}
	w.report.steady = max(last, lasts-calm) + Settle
	asking, cancel := context.WithTimeout(ctx, max(0, lasts-w.truth.now()))
	defer cancel()
	var under sync.WaitGroup
	for from := range servers + 1 {
		a, err := w.newAsker(from, seed)
		if err != nil {
			return err
		}
		if a != nil {
			under.Go(func() { a.run(asking) })
		}
	}
	for _, f := range faults {
		under.Go(func() { w.play(ctx, f) })
	}
	under.Wait()
	w.later.Wait()
	for _, s := range w.servers {
		s.mu.Lock()
		for _, line := range s.bad {
			w.report.fail(errors.New(line))
		}
		s.mu.Unlock()
	}
	return nil
}

// newAsker makes the asker of a nameserver, or of the resolver if there is one.
func (w *world) newAsker(from int, seed uint64) (*asker, error) {
	to := resolverAddr()
	if from < servers {
		to = nameserverAddr(from)
	} else if w.resolver == nil {
		return nil, nil
	}
	a := &asker{
		from: from, truth: w.truth, report: w.report, waiting: map[uint16]pending{},
		random: rand.New(rand.NewPCG(seed, uint64(10+from))),
	}
	var err error
	w.client.Do(func() { a.conn, err = net.Dial("udp4", netip.AddrPortFrom(to, 53).String()) })
	return a, err
}

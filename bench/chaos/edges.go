package chaos

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"geosrv/health/probe/edge"
)

// furnish starts the edges, each in the node of its site.
func (w *world) furnish() (err error) {
	farm := new(edge.Farm)
	for p := range pools() {
		for n := range perSite {
			w.sites[p].Do(func() {
				w.edges[p][n], err = edge.Listen("sip/tls", []string{"sip.example.com"}, edge.In(farm),
					edge.At(netip.AddrPortFrom(member(p, n), 443)), edge.Beyond())
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// set gives an edge a mode. What the mode is must be said to truth by the caller:
// before it gets worse, and after it is alive again.
func (w *world) set(p, n int, m edge.Mode) (err error) {
	w.sites[p].Do(func() { err = w.edges[p][n].Set(m) })
	return err
}

// know says to truth what an edge is for all nameservers.
func (w *world) know(p, n int, reason string, is sight) {
	for k := range servers {
		w.truth.edge(k, p, n, reason, is)
	}
}

// strike gives an edge a mode in which it is dead. What it is is unclear until it
// is so.
func (w *world) strike(p, n int, m edge.Mode) error {
	w.know(p, n, "mode", unclear)
	err := w.set(p, n, m)
	if err == nil && deadly(m) {
		w.know(p, n, "mode", bad)
	}
	return err
}

// heal makes an edge alive.
func (w *world) heal(p, n int) error {
	err := w.set(p, n, edge.Alive)
	w.know(p, n, "mode", good)
	return err
}

// deadly reports whether everybody must find an edge dead in a mode: a drip and
// silence by the probe's time, 502 as the pages say.
func deadly(m edge.Mode) bool {
	switch m {
	case edge.Refuse, edge.BlackHole, edge.Mute, edge.Reset, edge.Garbage, edge.Drip, edge.Expired,
		edge.Error, edge.Flood, edge.WrongName, edge.HalfClose:
		return true
	}
	return false
}

// modes are those that are drawn.
func modes() []edge.Mode {
	return []edge.Mode{
		edge.Refuse, edge.BlackHole, edge.Mute, edge.Reset, edge.Garbage, edge.Drip, edge.Expired,
		edge.Error, edge.Flood, edge.WrongName, edge.HalfClose,
	}
}

// edgeName is the name of an edge.
func edgeName(p, n int) string { return fmt.Sprintf("edge%d-%s", n+1, pools()[p]) }

// edgeFault: one edge is in another mode.
func edgeFault(w *world, random *rand.Rand) fault {
	p, n, m := random.IntN(4), random.IntN(perSite), modes()[random.IntN(len(modes()))]
	return fault{
		what: fmt.Sprintf("%s is in mode %s", edgeName(p, n), m), subjects: []string{edgeName(p, n)},
		begin: func() error { return w.strike(p, n, m) }, end: func() error { return w.heal(p, n) },
	}
}

// siteFault: all edges of a site are in one mode.
func siteFault(w *world, random *rand.Rand) fault {
	p, m := random.IntN(4), modes()[random.IntN(len(modes()))]
	return fault{
		what: fmt.Sprintf("site %s is in mode %s", pools()[p], m), subjects: []string{edgeName(p, 0), edgeName(p, 1)},
		begin: func() error {
			for n := range perSite {
				if err := w.strike(p, n, m); err != nil {
					return err
				}
			}
			return nil
		},
		end: func() error {
			for n := range perSite {
				if err := w.heal(p, n); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// flapFault: an edge comes and goes.
func flapFault(w *world, random *rand.Rand) fault {
	p, n := random.IntN(4), random.IntN(perSite)
	period := 300*time.Millisecond + time.Duration(random.Int64N(int64(2*time.Second)))
	stop, stopped := make(chan struct{}), sync.WaitGroup{}
	return fault{
		what: fmt.Sprintf("%s flaps every %v", edgeName(p, n), period.Round(time.Millisecond)), subjects: []string{edgeName(p, n)},
		begin: func() error {
			w.know(p, n, "mode", unclear)
			stopped.Go(func() {
				for m := edge.Refuse; ; m = edge.Refuse - m {
					if err := w.set(p, n, m); err != nil {
						w.report.fail(err)
					}
					select {
					case <-stop:
						return
					case <-time.After(period):
					}
				}
			})
			return nil
		},
		end: func() error {
			close(stop)
			stopped.Wait()
			return w.heal(p, n)
		},
	}
}

// drainedEdgeFault: an edge asks to be left alone.
func drainedEdgeFault(w *world, random *rand.Rand) fault {
	p, n := random.IntN(4), random.IntN(perSite)
	aside := &w.truth.drained[p][n]
	return fault{
		what: fmt.Sprintf("%s drains itself (503)", edgeName(p, n)), subjects: []string{edgeName(p, n)},
		begin: func() error {
			w.truth.put(aside, unclear)
			return w.strike(p, n, edge.Drain)
		},
		end: func() error {
			err := w.heal(p, n)
			w.truth.put(aside, good)
			return err
		},
	}
}

package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"sync"
	"time"

	"geosrv/bench/namespace"

	"github.com/miekg/dns"

	"geosrv/bench/batter"
)

// mostGrowth is how much resident memory of the server may be more after a
// flood than in its first second, in octets.
const mostGrowth = 16 << 20

// floodReport is what everybody got.
type floodReport struct {
	Seconds float64 `json:"seconds"`
	Rate    int     `json:"rate"` // of answers to one network and name, as configured

	Flood  int     `json:"flood"` // questions of the flood
	Full   int     `json:"full"`  // answers to it
	Short  int     `json:"short"` // truncated replies to it
	Other  int     `json:"other"` // replies of any other kind to it
	Peak   int     `json:"peak"`  // answers in the worst second after the first
	Steady float64 `json:"steady"`

	Neighbours spread `json:"neighbours"` // all of them together
	Worst      int    `json:"worst"`      // questions that the worst of them lost
	Slipped    int    `json:"slipped"`    // truncated replies to neighbours
	Resolver   spread `json:"resolver"`
	ShortNames int    `json:"short_names"` // truncated replies to the resolver

	Child  batter.Tally `json:"child"`
	Before int          `json:"before"` // resident memory of the server after the first second
	After  int          `json:"after"`
}

// clients are all who ask.
type clients struct {
	forged     *forged
	neighbours []*steady
	resolver   *steady
}

func (o *floodOrder) measure(ctx context.Context) (*floodReport, error) {
	server := netip.MustParseAddrPort("192.0.2.53:53")
	var local []netip.Prefix
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "100.64.0.0/10"} {
		local = append(local, netip.MustParsePrefix(p))
	}
	if err := namespace.RaiseLoopback(local); err != nil {
		return nil, fmt.Errorf("%w: %w", namespace.ErrNone, err)
	}
	dir, err := os.MkdirTemp("", "geosrv-siege-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	config, err := writeEstate(dir, fmt.Sprintf("rate_limit: {answers: %d, slip: %d}\n", o.answers, o.slip), names)
	if err != nil {
		return nil, err
	}
	child, err := batter.Start(ctx, config, server)
	if err != nil {
		return nil, err
	}
	r, err := o.flooded(ctx, child)
	if err := errors.Join(err, child.Stop()); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, child.Log())
	}
	return r, nil
}

// newClients opens the sockets of everybody.
func (o *floodOrder) newClients(server netip.AddrPort) (c clients, err error) {
	query := question("www.siege.example.", dns.TypeA)
	if c.forged, err = newForged(netip.MustParseAddr("198.51.100.0"), server, query); err != nil {
		return c, err
	}
	for i := range o.neighbours {
		s, err := newSteady(netip.AddrFrom4([4]byte{100, 64, byte(i), 7}), server, [][]byte{query})
		if err != nil {
			return c, err
		}
		c.neighbours = append(c.neighbours, s)
	}
	all := make([][]byte, names)
	for i := range all {
		all[i] = question(hostName(i), dns.TypeA)
	}
	c.resolver, err = newSteady(netip.MustParseAddr("203.0.113.7"), server, all)
	return c, err
}

// flooded lets everybody ask at once.
func (o *floodOrder) flooded(ctx context.Context, child *batter.Child) (*floodReport, error) {
	c, err := o.newClients(child.Addr)
	if err != nil {
		return nil, err
	}
	r := &floodReport{Rate: o.answers}
	spreads := make([]spread, len(c.neighbours))
	var wait sync.WaitGroup
	wait.Go(func() { r.Seconds = c.forged.run(ctx, o.flood, o.lasts).Seconds() })
	wait.Go(func() { r.Resolver = c.resolver.run(ctx, o.resolver, o.lasts) })
	for i, n := range c.neighbours {
		wait.Go(func() { spreads[i] = n.run(ctx, o.each, o.lasts) })
	}
	rest(ctx, time.Second)
	r.Before, err = child.Resident()
	wait.Wait()
	if err != nil {
		return nil, err
	}
	r.count(&c, spreads)
	if r.After, err = child.Resident(); err != nil {
		return nil, err
	}
	r.Child, err = child.Tally()
	return r, err
}

// count sums what everybody got.
func (r *floodReport) count(c *clients, spreads []spread) {
	all := c.forged.total(0)
	r.Flood, r.Full, r.Short, r.Other = c.forged.sent, all.full, all.short, all.other
	whole := int(r.Seconds)
	for _, s := range c.forged.seconds[min(1, len(c.forged.seconds)):min(whole, len(c.forged.seconds))] {
		r.Peak = max(r.Peak, s.full)
		r.Steady += float64(s.full)
	}
	r.Steady /= float64(max(1, whole-1))
	var took []time.Duration
	lost := 0
	for i, n := range c.neighbours {
		r.Worst = max(r.Worst, spreads[i].Lost)
		r.Slipped += n.short
		lost += spreads[i].Lost
		for _, t := range n.took {
			if t > 0 {
				took = append(took, t)
			}
		}
	}
	r.Neighbours = spreadOf(took, lost)
	r.ShortNames = c.resolver.short
}

// checkAll returns an error for each bound that does not hold.
func (r *floodReport) checkAll(o *floodOrder) error {
	var errs []error
	must := func(holds bool, format string, args ...any) {
		if !holds {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	// What leaves evenly may arrive unevenly: a second may hold some of the
	// one before it. All seconds together may not.
	must(r.Steady <= float64(r.Rate)*1.01+1, "%.1f answers a second to the flooded network, more than %d", r.Steady, r.Rate)
	must(r.Full > 0 && r.Other == 0, "%d answers and %d odd replies to the flooded network", r.Full, r.Other)
	must(o.slip == 0 || r.Short > 0, "no truncated replies to the flooded network")
	must(float64(r.Flood) >= 0.9*float64(o.flood)*r.Seconds, "only %d questions of the flood in %.1f s (a busy machine?)", r.Flood, r.Seconds)
	must(r.Slipped == 0 && r.ShortNames == 0, "%d truncated replies to neighbours, %d to the resolver", r.Slipped, r.ShortNames)
	must(r.After-r.Before <= mostGrowth, "the server grew by %d KiB", (r.After-r.Before)>>10)
	errs = append(errs, r.Neighbours.check("neighbours", patience), r.Resolver.check("resolver", patience))
	return errors.Join(errs...)
}

func (r *floodReport) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	fmt.Fprintf(out, "flood: %d questions in %.1f s (%.0f a second) from one /24\n", r.Flood, r.Seconds, float64(r.Flood)/r.Seconds)
	fmt.Fprintf(out, "  answers: %d; after the first second %.1f a second, %d in the worst; %d are allowed\n", r.Full, r.Steady, r.Peak, r.Rate)
	fmt.Fprintf(out, "  truncated: %d, nothing: %d, anything else: %d\n", r.Short, r.Flood-r.Full-r.Short-r.Other, r.Other)
	row := func(what string, s spread, short int) {
		fmt.Fprintf(out, "%s: %d of %d answered, %d truncated; p50 %.2f ms, p99 %.2f ms, max %.2f ms\n", what, s.N, s.N+s.Lost, short, s.P50, s.P99, s.Max)
	}
	row("neighbours", r.Neighbours, r.Slipped)
	row("resolver", r.Resolver, r.ShortNames)
	_, err := fmt.Fprintf(out, "server: %+v; resident memory %d MiB after the first second, %d MiB at the end\n",
		r.Child.Rulings, r.Before>>20, r.After>>20)
	return err
}

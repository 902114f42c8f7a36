package siege

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"time"

	"geosrv/bench/namespace"
	"geosrv/server/oracle"

	"geosrv/bench/batter"
)

// namesRow is one server, before the flood and during it.
type namesRow struct {
	Limit    string  `json:"limit"` // rate_limit of the server
	Calm     welcome `json:"calm"`
	Besieged welcome `json:"besieged"`
	Flood    guesses `json:"flood"`

	CalmCores float64      `json:"calm_cores"` // that the server kept busy
	Cores     float64      `json:"cores"`      // the same during the flood
	Before    int          `json:"before"`     // resident memory of the server just before the flood, in octets
	Peak      int          `json:"peak"`       // the most of it during the flood
	After     int          `json:"after"`      // and behind it
	First     batter.Tally `json:"first"`      // just before the flood
	Last      batter.Tally `json:"last"`       // behind it
}

// measure makes a namespace fit and besieges two servers, one after the other.
func (o *namesOrder) measure(ctx context.Context) (rows []namesRow, err error) {
	local := []netip.Prefix{strayNetwork()}
	for _, p := range []string{"192.0.2.0/24", "198.18.0.0/15", "127.0.0.0/8"} {
		local = append(local, netip.MustParsePrefix(p))
	}
	if err := namespace.RaiseLoopback(local); err != nil {
		return nil, fmt.Errorf("%w: %w", namespace.ErrNone, err)
	}
	g := newGlobe()
	states, err := g.oracles()
	if err != nil {
		return nil, err
	}
	for _, c := range [...]struct{ name, line string }{{"default", ""}, {"off", "rate_limit: off\n"}} {
		row, err := o.serveAndAsk(ctx, g, states, c.line)
		if err != nil {
			return nil, fmt.Errorf("rate limit %s: %w", c.name, err)
		}
		row.Limit = c.name
		rows = append(rows, row)
	}
	return rows, nil
}

// serveAndAsk besieges one server. line is of its configuration.
func (o *namesOrder) serveAndAsk(ctx context.Context, g *globe, states []*oracle.Oracle, line string) (r namesRow, err error) {
	dir, err := os.MkdirTemp("", "geosrv-siege-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	config, err := g.write(dir, line)
	if err != nil {
		return r, err
	}
	child, err := batter.Start(ctx, config, netip.MustParseAddrPort("192.0.2.53:53"))
	if err != nil {
		return r, err
	}
	if r.Calm, r.CalmCores, err = o.visit(ctx, g, states, child, o.calm, func() {}); err == nil {
		r, err = o.besiege(ctx, g, states, child, r)
	}
	if err := errors.Join(err, child.Stop()); err != nil {
		return r, fmt.Errorf("%w\n%s", err, child.Log())
	}
	return r, nil
}

// visit lets guests ask, and others do what they do, and says how much of the
// processor the server took for both.
func (o *namesOrder) visit(
	ctx context.Context, g *globe, states []*oracle.Oracle, child *batter.Child, lasts time.Duration, others func(),
) (w welcome, cores float64, err error) {
	all, err := newGuests(g, states, child.Addr)
	if err != nil {
		return w, 0, err
	}
	worked, err := child.CPU()
	if err != nil {
		return w, 0, err
	}
	began := time.Now()
	var wait sync.WaitGroup
	wait.Go(others)
	w = all.run(ctx, o.useful, lasts)
	wait.Wait()
	total, err := child.CPU()
	return w, (total - worked).Seconds() / time.Since(began).Seconds(), err
}

// besiege is a visit with a flood.
func (o *namesOrder) besiege(
	ctx context.Context, g *globe, states []*oracle.Oracle, child *batter.Child, r namesRow,
) (namesRow, error) {
	flood, err := newGuesser(child.Addr)
	if err != nil {
		return r, err
	}
	if r.First, err = child.Tally(); err != nil {
		return r, err
	}
	if r.Before, err = child.Resident(); err != nil {
		return r, err
	}
	watching, enough := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { r.Peak = peak(watching, child) })
	r.Besieged, r.Cores, err = o.visit(ctx, g, states, child, o.lasts, func() {
		r.Flood = flood.run(ctx, o.useful*o.times, o.lasts)
	})
	enough()
	watch.Wait()
	if err != nil {
		return r, err
	}
	if r.After, err = child.Resident(); err != nil {
		return r, err
	}
	r.Last, err = child.Tally()
	return r, err
}

// peak is the most memory that a server has until ctx is done.
func peak(ctx context.Context, child *batter.Child) (most int) {
	for ctx.Err() == nil {
		if now, err := child.Resident(); err == nil {
			most = max(most, now)
		}
		rest(ctx, 100*time.Millisecond)
	}
	return most
}

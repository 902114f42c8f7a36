package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// fault is something that is broken for a time.
type fault struct {
	what     string
	subjects []string // what nobody else breaks meanwhile
	at       time.Duration
	lasts    time.Duration
	begin    func() error
	end      func() error // nil if it ends by itself
}

// calm is how long nothing is broken, in the end.
const calm = 15 * time.Second

// kind draws a fault of its kind. It does nothing yet.
type kind struct {
	name   string // for --only
	weight int
	draw   func(*world, *rand.Rand) fault
}

// kinds are all that can be broken.
func kinds() []kind {
	return []kind{
		{"edge", 6, edgeFault},
		{"site", 4, siteFault},
		{"flap", 3, flapFault},
		{"aside", 2, drainedEdgeFault},
		{"loss", 3, lossFault},
		{"delay", 3, delayFault},
		{"cut", 3, cutFault},
		{"isolated", 2, isolateFault},
		{"way", 2, wayFault},
		{"parted", 1, partFault},
		{"kill", 4, killFault},
		{"stop", 2, stopFault},
		{"replace", 4, replaceFault},
		{"memory", 2, hungerFault},
		{"descriptors", 3, descriptorsFault},
		{"clock", 3, clockFault},
		{"address", 3, addressFault},
		{"reload", 6, reloadFault},
		{"burst", 3, burstFault},
		{"backwards", 2, backwardsFault},
		{"zone", 3, badZoneFault},
		{"configuration", 2, badConfigFault},
		{"geo", 3, badGeoFault},
		{"start", 2, badStartFault},
		{"drain", 3, drainFault},
		{"attack", 3, attackFault},
	}
}

// kindsOf are the kinds with some names; all if there are none.
func kindsOf(only []string) (out []kind, err error) {
	for _, k := range kinds() {
		if len(only) == 0 || slices.Contains(only, k.name) {
			out = append(out, k)
		}
	}
	for _, name := range only {
		if !slices.ContainsFunc(out, func(k kind) bool { return k.name == name }) {
			return nil, fmt.Errorf("no faults are called %q (there are %s)", name, strings.Join(kindNames(), ", "))
		}
	}
	return out, nil
}

// kindNames are the names of all kinds.
func kindNames() (out []string) {
	for _, k := range kinds() {
		out = append(out, k.name)
	}
	return out
}

// schedule draws the faults of a run: the first after warm, none that ends in the
// calm.
func schedule(w *world, all []kind, random *rand.Rand, lasts time.Duration) (out []fault) {
	total := 0
	for _, k := range all {
		total += k.weight
	}
	busy := map[string]time.Duration{} // until when a subject is broken
	for at := warm; ; at += time.Duration(random.Int64N(int64(2 * time.Second))) {
		n := random.IntN(total)
		i := slices.IndexFunc(all, func(k kind) bool { n -= k.weight; return n < 0 })
		length := 2*time.Second + time.Duration(random.Int64N(int64(10*time.Second)))
		f := all[i].draw(w, random)
		f.at, f.lasts = at, length
		if f.end == nil {
			f.lasts = 0
		}
		if at >= lasts-calm {
			return out
		}
		if at+f.lasts > lasts-calm || slices.ContainsFunc(f.subjects, func(s string) bool { return busy[s] > at }) {
			continue
		}
		for _, s := range f.subjects {
			busy[s] = at + max(f.lasts, 3*time.Second) + time.Second
		}
		out = append(out, f)
	}
}

// warm is how long nothing is broken, in the beginning.
const warm = 4 * time.Second

// play begins and ends one fault in its time, and says so. Behind the end of ctx it
// does neither: the world is taken down.
func (w *world) play(ctx context.Context, f fault) {
	if !w.wait(ctx, f.at) {
		return
	}
	w.say("%s", f.String())
	if err := f.begin(); err != nil {
		w.report.fail(fmt.Errorf("%s: %w", f, err))
	}
	if f.end == nil || !w.wait(ctx, f.at+f.lasts) {
		return
	}
	w.say("end of: %s", f.what)
	if err := f.end(); err != nil {
		w.report.fail(fmt.Errorf("the end of %s: %w", f, err))
	}
}

// wait returns at a time of the run, or false when ctx is done before.
func (w *world) wait(ctx context.Context, at time.Duration) bool {
	select {
	case <-time.After(at - w.truth.now()):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// String is the fault with its times.
func (f fault) String() string {
	if f.lasts == 0 {
		return f.what
	}
	return fmt.Sprintf("%s, for %.1fs", f.what, f.lasts.Seconds())
}

package chaos

import (
	"fmt"
	"math/rand/v2"
	"time"

	"geosrv/bench/netlab"
)

// both gives both directions between two nodes a condition.
func (w *world) both(a, b *netlab.Node, c netlab.Condition) {
	w.router.Set(a, b, c)
	w.router.Set(b, a, c)
}

// wayName is the name of the way between a nameserver and a site.
func wayName(k, p int) string { return fmt.Sprintf("ns%d-%s", k+1, pools()[p]) }

// unsure says to truth that a nameserver may find a site as it likes.
func (w *world) unsure(k, p int, reason string, is sight) {
	for n := range perSite {
		w.truth.edge(k, p, n, reason, is)
	}
}

// wayBetween is a fault of the way between a nameserver and a site.
func (w *world) wayBetween(random *rand.Rand, what string, there, back netlab.Condition) fault {
	k, p := random.IntN(servers), random.IntN(4)
	name := wayName(k, p)
	return fault{
		what: name + ": " + what, subjects: []string{name},
		begin: func() error {
			w.unsure(k, p, "way", unclear)
			w.router.Set(w.servers[k].node, w.sites[p], there)
			w.router.Set(w.sites[p], w.servers[k].node, back)
			return nil
		},
		end: func() error {
			w.both(w.servers[k].node, w.sites[p], netlab.Condition{})
			w.unsure(k, p, "way", good)
			return nil
		},
	}
}

// lossFault: packets are lost or come twice, in both directions.
func lossFault(w *world, random *rand.Rand) fault {
	c := netlab.Condition{Loss: .01 + .29*random.Float64(), Duplicate: .2 * random.Float64()}
	return w.wayBetween(random, fmt.Sprintf("%.0f %% lost, %.0f %% twice", 100*c.Loss, 100*c.Duplicate), c, c)
}

// delayFault: packets take long, and overtake each other.
func delayFault(w *world, random *rand.Rand) fault {
	c := netlab.Condition{Delay: time.Duration(5+random.IntN(395)) * time.Millisecond, Jitter: time.Duration(1+random.IntN(50)) * time.Millisecond}
	return w.wayBetween(random, fmt.Sprintf("%v to %v late", c.Delay, c.Delay+c.Jitter), c, c)
}

// cutFault: nothing passes, in one direction or in both.
func cutFault(w *world, random *rand.Rand) fault {
	cut := netlab.Condition{Cut: true}
	switch random.IntN(3) {
	case 0:
		return w.wayBetween(random, "cut there", cut, netlab.Condition{})
	case 1:
		return w.wayBetween(random, "cut back", netlab.Condition{}, cut)
	}
	return w.wayBetween(random, "cut", cut, cut)
}

// isolateFault: a nameserver reaches neither edges nor the other nameservers;
// those who ask reach it.
func isolateFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	set := func(c netlab.Condition) {
		for _, site := range w.sites {
			w.both(w.servers[k].node, site, c)
		}
		for j, other := range w.servers {
			if j != k {
				w.both(w.servers[k].node, other.node, c)
			}
		}
	}
	subjects := []string{fmt.Sprintf("parts%d", k)}
	for p := range pools() {
		subjects = append(subjects, wayName(k, p))
	}
	return fault{
		what: fmt.Sprintf("ns%d is isolated", k+1), subjects: subjects,
		begin: func() error {
			for p := range pools() {
				w.unsure(k, p, "isolated", unclear)
			}
			set(netlab.Condition{Cut: true})
			return nil
		},
		end: func() error {
			set(netlab.Condition{})
			for p := range pools() {
				w.unsure(k, p, "isolated", good)
			}
			return nil
		},
	}
}

// partFault: two nameservers do not reach each other.
func partFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	j := (k + 1) % servers
	return fault{
		what:     fmt.Sprintf("ns%d and ns%d are parted", k+1, j+1),
		subjects: []string{fmt.Sprintf("parts%d", k), fmt.Sprintf("parts%d", j)},
		begin: func() error {
			w.both(w.servers[k].node, w.servers[j].node, netlab.Condition{Cut: true})
			return nil
		},
		end: func() error {
			w.both(w.servers[k].node, w.servers[j].node, netlab.Condition{})
			return nil
		},
	}
}

// wayFault: the way of those who ask is bad.
func wayFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	way := &w.truth.ways[k]
	c := netlab.Condition{
		Loss: .3 * random.Float64(), Duplicate: .3 * random.Float64(),
		Delay: time.Duration(random.IntN(200)) * time.Millisecond, Jitter: 50 * time.Millisecond,
	}
	return fault{
		what: fmt.Sprintf("client-ns%d: %.0f %% lost, %.0f %% twice, %v to %v late", k+1, 100*c.Loss, 100*c.Duplicate, c.Delay, c.Delay+c.Jitter),

		subjects: []string{fmt.Sprintf("way%d", k)},
		begin: func() error {
			w.truth.put(way, bad)
			w.both(w.client, w.servers[k].node, c)
			return nil
		},
		end: func() error {
			w.both(w.client, w.servers[k].node, netlab.Condition{})
			time.Sleep(c.Delay + c.Jitter)
			w.truth.put(way, good)
			return nil
		},
	}
}

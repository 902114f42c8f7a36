package main

import "strings"

// places tells how finely askers are told apart, and what that costs.
func (r *reporter) places() {
	c := r.Config
	from := []string{}
	if c.Geo.Database != "" {
		from = append(from, nearPath(c.Geo.Database))
	}
	if n := len(c.Geo.Networks); n > 0 {
		from = append(from, count(n, "network"))
	}
	if len(from) == 0 {
		from = append(from, "nothing: every asker is at an unknown place (say geo:)")
	}
	r.print("places from %s\n", strings.Join(from, " and "))
	t := r.world.Geo
	orders := 0
	for i := range r.Lists {
		orders += len(t.Orders(i))
		var names []string
		for _, s := range t.Orders(i)[0] {
			names = append(names, c.Sites[s].Name)
		}
		r.print("  site list %d: %s (%s)\n", i+1, strings.Join(names, " "), count(len(t.Orders(i)), "order"))
	}
	r.print("  %s, %s, %s, geo table %s, mean scope /%.1f\n", count(orders, "order"),
		classes(t.Classes()), count(r.world.Variants(), "variant"), size(t.Bytes()), t.MeanScope4())
	if finished, ladders, octets := r.world.Finishable(); finished < ladders {
		r.print("  %s of %s have finished blocks, up to %s; there is no room for more: the others cost twice the time to answer\n",
			thousands(finished), count(ladders, "ladder"), size(octets))
	}
	r.print("\n")
}

func classes(n int) string {
	if n == 1 {
		return "1 class"
	}
	return thousands(n) + " classes"
}

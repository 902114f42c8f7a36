package geo

import (
	"maps"
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawPrefix draws from a small corner of an address space, so that prefixes nest.
// Blocks of flattening have 16 addresses in both families: /28 and /124.
func drawPrefix(t *rapid.T, label string) netip.Prefix {
	corner, width := "10.1.0.0", 32
	if rapid.Bool().Draw(t, label+" is IPv6") {
		corner, width = "2001:db8::", 128
	}
	n, _ := numberOf(netip.MustParseAddr(corner))
	n = n.or(u128{0, uint64(rapid.IntRange(0, 1<<11-1).Draw(t, label))})
	if width == 128 && rapid.Bool().Draw(t, label+" is high") {
		n.hi |= uint64(rapid.IntRange(0, 7).Draw(t, label))
	}
	bits := rapid.IntRange(width-12, width).Draw(t, label+" bits")
	if rapid.IntRange(0, 7).Draw(t, label+" is short") == 0 {
		bits = rapid.IntRange(0, width).Draw(t, label+" bits")
	}
	return netip.PrefixFrom(addrOf(n, width), bits).Masked()
}

// drawWorld draws a database and options. Two countries have no centroid.
func drawWorld(t *rapid.T) (map[netip.Prefix]Place, Options) {
	opt := Options{Sites: worldSites(), Depth: rapid.IntRange(1, 7).Draw(t, "depth"), V4: 28, V6: 124}
	opt.Sites = append(opt.Sites, Site{"rtm", 52.37, 4.901}) // ties with ams in most places
	for range rapid.IntRange(0, 3).Draw(t, "lists") {
		all := rapid.Permutation([]uint16{0, 1, 2, 3, 4, 5, 6}).Draw(t, "list")
		opt.Lists = append(opt.Lists, all[:rapid.IntRange(1, len(all)).Draw(t, "length")])
	}
	if rapid.Bool().Draw(t, "prefer") {
		opt.Prefer = map[string][]int{"ZA": {0, 3, 2, 1}, "NL": {4}}
	}
	opt.Networks = make(map[netip.Prefix]int)
	for range rapid.IntRange(0, 6).Draw(t, "networks") {
		opt.Networks[drawPrefix(t, "network")] = rapid.IntRange(0, 6).Draw(t, "site")
	}
	db := make(map[netip.Prefix]Place)
	for range rapid.IntRange(0, 12).Draw(t, "cells") {
		p := Place{Country: rapid.SampledFrom([]string{"NL", "US", "ZA", "SG", "BR", "AU", "QQ", ""}).Draw(t, "country")}
		if rapid.IntRange(0, 3).Draw(t, "point") == 0 {
			p.Lat, p.Lon = rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
			p.Located = true
		}
		db[drawPrefix(t, "cell")] = p
	}
	return db, opt
}

// edges are all addresses of the drawn corner at which an answer can change, and
// their neighbours: two on each side of every end of a prefix and of its block.
func edges(db map[netip.Prefix]Place, opt Options) []netip.Addr {
	seen := make(map[netip.Addr]bool)
	add := func(p netip.Prefix) {
		s, width := spanOf(p)
		for _, n := range []u128{s.from.prev(), s.from, s.from.next(), s.to.prev(), s.to, s.to.next()} {
			seen[addrOf(n.andNot(lowMask(128).andNot(lowMask(width))), width)] = true
		}
	}
	both := func(p netip.Prefix) {
		add(p)
		bits := min(opt.V6, p.Bits())
		if p.Addr().Is4() {
			bits = min(opt.V4, p.Bits())
		}
		add(netip.PrefixFrom(p.Addr(), bits).Masked())
	}
	for p := range db {
		both(p)
	}
	for p := range opt.Networks {
		both(p)
	}
	for _, p := range []string{"0.0.0.0/0", "::/0", "2001::/32", "2002::/16"} {
		both(netip.MustParsePrefix(p))
	}
	// Where IPv6 trees keep IPv4 there is nothing but what networks say.
	for a := range seen {
		if in4Space(a) {
			delete(seen, a)
		}
	}
	return slices.SortedFunc(maps.Keys(seen), netip.Addr.Compare)
}

func in4Space(a netip.Addr) bool {
	return a.Is6() && (a.Is4In6() || netip.MustParsePrefix("::/96").Contains(a))
}

// aliased says whether a database can't tell what IPv6 addresses these are: the
// format repeats IPv4 there.
func aliased(a netip.Addr) bool {
	return netip.MustParsePrefix("2001::/32").Contains(a) || netip.MustParsePrefix("2002::/16").Contains(a)
}

func TestCompileAgainstTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places, opt := drawWorld(t)
		b, err := BuildNetworks(places)
		if err != nil {
			t.Fatal(err)
		}
		db, err := Decode("drawn.mmdb", b)
		if err != nil {
			t.Fatal(err)
		}
		table, err := Compile(db, opt)
		if err != nil {
			t.Fatal(err)
		}
		w := &twin{db: places, opt: opt, blocks: make(map[netip.Prefix]string)}
		addrs := edges(places, opt)
		for _, a := range addrs {
			class, scope := table.Lookup(a)
			if int(class) >= table.Classes() || int(scope) > a.BitLen() {
				t.Fatalf("%s: class %d, scope %d", a, class, scope)
			}
			if len(opt.Lists) == 0 {
				if class != 0 || scope != 0 {
					t.Fatalf("%s: class %d, scope %d without lists", a, class, scope)
				}
				continue
			}
			if got, want := answerOf(table, opt, class), w.answer(a); got != want && !aliased(a) {
				t.Fatalf("%s: class %d\n got %s\nwant %s", a, class, got, want)
			}
		}
		checkScopes(t, table, addrs)
	})
}

// checkScopes holds each scope against all edges: everything inside has the same
// class (honest), and the block twice as large has not (shortest). Edges hold both
// sides of every change, so a block with two classes has an edge of either.
func checkScopes(t *rapid.T, table *Table, addrs []netip.Addr) {
	for _, a := range addrs {
		class, scope := table.Lookup(a)
		honest, _ := a.Prefix(int(scope))
		wider, _ := a.Prefix(max(0, int(scope)-1))
		mixed := scope == 0
		for _, b := range addrs {
			if b.Is4() != a.Is4() {
				continue
			}
			other, _ := table.Lookup(b)
			if honest.Contains(b) && other != class {
				t.Fatalf("%s is of class %d, %s of class %d, both in the scope %s", a, class, b, other, honest)
			}
			mixed = mixed || wider.Contains(b) && other != class
		}
		// The rims of IPv4's own part of IPv6 are no edges of this test.
		if !mixed && !wider.Contains(netip.IPv6Unspecified()) {
			t.Fatalf("%s: scope %d, but all of %s is of class %d", a, scope, wider, class)
		}
	}
}

// TestPermuting renumbers sites, lists and map entries: names get the same orders.
func TestPermuting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places, opt := drawWorld(t)
		b, _ := BuildNetworks(places)
		db, err := Decode("drawn.mmdb", b)
		if err != nil {
			t.Fatal(err)
		}
		one, err := Compile(db, opt)
		if err != nil {
			t.Fatal(err)
		}
		to := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6}).Draw(t, "permutation")
		other := opt
		other.Sites = make([]Site, len(opt.Sites))
		for i, s := range opt.Sites {
			other.Sites[to[i]] = s
		}
		other.Lists, other.Networks, other.Prefer = nil, map[netip.Prefix]int{}, map[string][]int{}
		for _, list := range opt.Lists {
			var renumbered []uint16
			for _, s := range list {
				renumbered = append(renumbered, uint16(to[s]))
			}
			other.Lists = append(other.Lists, renumbered)
		}
		for p, s := range opt.Networks {
			other.Networks[p] = to[s]
		}
		for c, sites := range opt.Prefer {
			for _, s := range sites {
				other.Prefer[c] = append(other.Prefer[c], to[s])
			}
		}
		two, err := Compile(db, other)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range edges(places, opt) {
			c1, s1 := one.Lookup(a)
			c2, s2 := two.Lookup(a)
			if n1, n2 := answerOf(one, opt, c1), answerOf(two, other, c2); c1 != c2 || s1 != s2 || n1 != n2 {
				t.Fatalf("%s: class %d, scope %d, %s; permuted class %d, scope %d, %s", a, c1, s1, n1, c2, s2, n2)
			}
		}
	})
}

package geo

import (
	"fmt"
	"net/netip"
	"sync"
)

// Compile makes the table of a database, which may be nil, and the networks of opt.
// Its errors are faults of opt, all at once, or too many classes. It takes about a
// second for a million networks; it may run beside anything.
func Compile(db *Database, opt Options) (*Table, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	nets, err := opt.networks()
	if err != nil {
		return nil, err
	}
	r := newRanker(opt)
	ofPlace, ofSite := r.all(db, nets, opt.Sites)
	if len(r.places) > opt.MaxClasses {
		return nil, fmt.Errorf("geo: %d classes of places, more than %d (rank fewer sites by distance: a lower depth, now %d; or use fewer site lists, now %d)",
			len(r.places), opt.MaxClasses, opt.Depth, len(opt.Lists))
	}
	classes := make([]uint16, len(ofPlace))
	for i, c := range ofPlace {
		classes[i] = uint16(c)
	}
	t := &Table{orders: r.orders, orderOf: r.orderOf, places: r.places}
	cut := func(width, deepest int) cuts {
		var segments []segment
		for _, n := range nets {
			if s, of := spanOf(n.prefix); of == width {
				segments = append(segments, segment{s, uint16(ofSite[n.site])})
			}
		}
		c := cutDatabase(db, width, classes).flatten(deepest)
		if width == 128 {
			c = c.overlay(mappedSpace())
		}
		return c.overlay(unnest(segments))
	}
	beside(func() {
		four := cut(32, opt.V4)
		t.v4, t.meanScope4 = newTable4(four.list), meanScope(four)
	}, func() { t.v6 = newTable6(cut(128, opt.V6).list) })
	return t, nil
}

// beside does two things at once. A fault in the second becomes one of the caller, who
// may survive it.
func beside(first, second func()) {
	var fault any
	var wait sync.WaitGroup
	wait.Go(func() {
		defer func() { fault = recover() }()
		second()
	})
	first()
	if wait.Wait(); fault != nil {
		panic(fault)
	}
}

// all ranks the places of a database and the sites of networks. It numbers classes as
// it meets them: the database in the order of its addresses, then the networks in
// theirs. The results are by index of the place and of the site.
func (r *ranker) all(db *Database, nets []network, sites []Site) (ofPlace []int, ofSite map[int]int) {
	if db != nil {
		ofPlace = make([]int, len(db.places))
		for i, p := range db.places {
			ofPlace[i] = r.ofPlace(p)
		}
	}
	ofSite = make(map[int]int)
	for _, n := range nets {
		if _, ok := ofSite[n.site]; !ok {
			ofSite[n.site] = r.ofSite(sites[n.site], n.site)
		}
	}
	return ofPlace, ofSite
}

// mappedSpace is the part of IPv6 in which databases keep IPv4. An asker there is
// no IPv6 place: Table.Lookup treats mapped addresses as IPv4.
func mappedSpace() []segment {
	compatible, _ := spanOf(netip.PrefixFrom(netip.IPv6Unspecified(), 96))
	mapped := span{u128{0, 0xffff_0000_0000}, u128{0, 0xffff_ffff_ffff}}
	return []segment{{compatible, 0}, {mapped, 0}}
}

// meanScope is the mean over all addresses of the family of the scope that they get:
// each lies in the largest aligned block inside its piece.
func meanScope(c cuts) float64 {
	var sum float64
	for i, from := range c.list {
		to := lowMask(c.width)
		if i+1 < len(c.list) {
			to = c.list[i+1].at.prev()
		}
		span{from.at, to}.blocks(func(_ u128, host int) {
			// A block's share of the space is 2^-scope.
			scope := c.width - host
			sum += float64(scope) / float64(uint64(1)<<min(scope, 63))
		})
	}
	return sum
}

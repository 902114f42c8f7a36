package geo

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
)

// Samples is how many addresses a Canary looks up. They are always the same, so
// that the same databases always compare alike: four of five are IPv4 unicast,
// the others of the blocks from which IPv6 is given out.
const Samples = 10_000

// Bounds of what a new database may move without a person who insists.
const (
	canaryMoved = 0.1 // of the samples that the database before places
	canaryLost  = 0.5 // of those that it places at one site
	// canaryFrom is how many samples say something: a database of a few private
	// networks is edited by hand.
	canaryFrom = 50
)

// Canary compares a database with the one before it, under the same sites. It
// says in words why the new one looks wrong although it is well formed: it is
// empty, it is older, more than a tenth of the samples have another nearest site,
// or a site loses half of its samples. "" is: it looks right. opt wants what
// Compile wants, but for Lists.
func Canary(before, after *Database, opt Options) string {
	switch {
	case after.Ranges() == 0 && before.Ranges() > 0:
		return "it has no networks"
	case after.Built().Before(before.Built()):
		return fmt.Sprintf("it was built %s, the one before %s", day(after), day(before))
	case len(opt.Sites) == 0:
		return ""
	}
	n := count(before, after, opt)
	if n.placed >= canaryFrom && float64(n.moved) > canaryMoved*float64(n.placed) {
		return fmt.Sprintf("%d of %d sample addresses would have another nearest site", n.moved, n.placed)
	}
	for site, had := range n.had {
		if left := n.kept[site]; had >= canaryFrom && float64(left) < canaryLost*float64(had) {
			return fmt.Sprintf("site %s would lose %d of its %d sample addresses", opt.Sites[site].Name, had-left, had)
		}
	}
	return ""
}

func day(d *Database) string { return d.Built().UTC().Format("2006-01-02 15:04") }

// counted is what a comparison counted, by site where it is a list.
type counted struct {
	placed, moved int
	had, kept     []int
}

func count(before, after *Database, opt Options) counted {
	all := make([]uint16, len(opt.Sites))
	for i := range all {
		all[i] = uint16(i)
	}
	opt.Lists = [][]uint16{all}
	n := counted{had: make([]int, len(all)), kept: make([]int, len(all))}
	known := map[Place]int{}
	nearest := func(d *Database, a netip.Addr) int {
		p, _, _ := d.Lookup(a)
		if !p.Located {
			return -1
		}
		site, ok := known[p]
		if !ok {
			site = int(Rank(opt, 0, p)[0])
			known[p] = site
		}
		return site
	}
	for _, a := range sampleAddrs() {
		was := nearest(before, a)
		if was < 0 {
			continue
		}
		n.placed++
		n.had[was]++
		if nearest(after, a) == was {
			n.kept[was]++
		} else {
			n.moved++
		}
	}
	return n
}

// sampleAddrs draws the sample addresses, from a seed that never changes.
func sampleAddrs() []netip.Addr {
	rng := rand.New(rand.NewPCG(10, 1))
	blocks := []netip.Prefix{
		netip.MustParsePrefix("2001::/16"), netip.MustParsePrefix("2400::/12"), netip.MustParsePrefix("2600::/12"),
		netip.MustParsePrefix("2800::/12"), netip.MustParsePrefix("2a00::/12"), netip.MustParsePrefix("2c00::/12"),
	}
	out := make([]netip.Addr, 0, Samples)
	for len(out) < Samples {
		if len(out)%5 != 0 {
			var b [4]byte
			binary.BigEndian.PutUint32(b[:], 1<<24+rng.Uint32N(223<<24)) // 1.0.0.0 to 223.255.255.255
			out = append(out, netip.AddrFrom4(b))
			continue
		}
		p := blocks[rng.IntN(len(blocks))]
		b := p.Addr().As16()
		mask := uint64(1)<<(64-p.Bits()) - 1
		binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(b[:])|rng.Uint64()&mask)
		out = append(out, netip.AddrFrom16(b))
	}
	return out
}

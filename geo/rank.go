package geo

// Rank is the order that a place has in one of the site lists of opt: the sites of
// the list, best first, as Compile gives it to the networks of such a place. The
// sites of first come before those that opt prefers for its country. An unknown
// place has the listed order. opt must be one that Compile takes.
func Rank(opt Options, list int, p Place, first ...int) []uint16 {
	if !p.Located {
		return opt.Lists[list]
	}
	opt.Depth = max(opt.Depth, 1)
	opt.Lists = opt.Lists[list : list+1]
	r := newRanker(opt)
	at := pointOf(p.Lat, p.Lon)
	for i, s := range r.sites {
		r.km[i] = at.km(s)
	}
	prefer := append(first, r.prefer[p.Country]...)
	r.rank(opt.Lists[0], prefer)
	return r.order
}

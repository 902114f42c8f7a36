package simulate

import (
	"cmp"
	"maps"
	"slices"
)

// tally adds up who is led from where to where. Make one with newTally.
type tally struct {
	moves map[[2]string]*Move
	ways  map[string]map[[2]string]float64 // of a country's addresses: from and to
}

func newTally() *tally {
	return &tally{moves: map[[2]string]*Move{}, ways: map[string]map[[2]string]float64{}}
}

// add notes a place that is led from one to another, or stays. site is where the
// operator's networks put it; "" for places of a database.
func (t *tally) add(p *place, from, to, site string) {
	if p.Country != "" && site == "" {
		if t.ways[p.Country] == nil {
			t.ways[p.Country] = map[[2]string]float64{}
		}
		t.ways[p.Country][[2]string{from, to}] += p.size()
	}
	if from == to {
		return
	}
	m := t.move(from, to)
	m.Share = m.Share.plus(p.Share, 1)
	if site != "" && !slices.Contains(m.Networks, site) {
		m.Networks = append(m.Networks, site)
	}
}

// unknown notes where places are led of which nothing is known.
func (t *tally) unknown(from, to string) {
	if from != to {
		t.move(from, to).Unknown = true
	}
}

func (t *tally) move(from, to string) *Move {
	m := t.moves[[2]string{from, to}]
	if m == nil {
		m = &Move{From: from, To: to}
		t.moves[[2]string{from, to}] = m
	}
	return m
}

// sum is all moves, the largest first, and where most of each country is led. A
// country stands at one move at most, the largest country first.
func (t *tally) sum() (moves []Move, countries map[string]string) {
	countries = map[string]string{}
	sizes := map[string]float64{}
	for country, ways := range t.ways {
		var best [2]string
		most := -1.0
		for way, size := range ways {
			sizes[country] += size
			if size > most || size == most && way[0]+" "+way[1] < best[0]+" "+best[1] {
				best, most = way, size
			}
		}
		countries[country] = best[1]
		if m := t.moves[best]; m != nil {
			m.Countries = append(m.Countries, country)
		}
	}
	for m := range maps.Values(t.moves) {
		slices.SortFunc(m.Countries, func(a, b string) int {
			return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b))
		})
		moves = append(moves, *m)
	}
	slices.SortFunc(moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Share.IPv4, a.Share.IPv4), cmp.Compare(a.From+" "+a.To, b.From+" "+b.To))
	})
	return moves, countries
}

// size is how much of a country a place is: its IPv4 addresses, and IPv6 only
// decides where there are none of those.
func (p *place) size() float64 { return p.V4 + p.V6/0x1p96 }

package random

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Zone is a drawn master file. It is not changed after it was made.
type Zone struct {
	Apex    string   // absolute
	Text    string   // the master file
	Records []dns.RR // the records of Text in its order
}

// Options say what a zone holds. The zero value gives some 30 names without
// occluded data and without large RRsets.
type Options struct {
	Names    int      // how many names to try; 0: 30
	Occluded bool     // also data below a delegation that is not glue
	Big      bool     // RRsets that don't fit a datagram, a few beyond 16 KiB
	Cuts     []string // names below the apex that must be delegated: child zones
	Hidden   []string // names that zones above have at or below the apex: no DNAME stands over them
	Others   []string // apexes of other zones, for aliases and targets to lead to
}

// NewZone draws a zone. The apex is absolute.
func NewZone(r *rand.Rand, apex string, o Options) Zone {
	if o.Names == 0 {
		o.Names = 30
	}
	m := &maker{r: r, o: o, apex: apex, seen: map[string]bool{}, ttls: map[string]int{}, counts: map[string]int{}}
	m.names()
	m.settle()
	m.fill()
	z := Zone{Apex: apex, Text: m.text()}
	p := dns.NewZoneParser(strings.NewReader(z.Text), "", apex)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		z.Records = append(z.Records, rr)
	}
	if p.Err() != nil {
		panic(fmt.Sprintf("a drawn zone does not parse: %v\n%s", p.Err(), z.Text)) // a mistake of this package
	}
	return z
}

// NewZones draws n zones below suffix as siblings. Every eighth or so stands
// below the one before it, which delegates it. Each knows of some others. No
// DNAME of a zone stands over a name that a zone above it has: NSD keeps the
// names of all zones in one tree, and refuses that.
func NewZones(r *rand.Rand, suffix string, n int, o Options) []Zone {
	apexes, cuts := make([]string, n), make([][]string, n)
	for i := range apexes {
		apexes[i] = fmt.Sprintf("z%d.%s", i, suffix)
		if i > 0 && r.IntN(8) == 0 {
			apexes[i] = pick(r, "a.", "sub.", "b.a.", `x\.y.`) + apexes[i-1]
			cuts[i-1] = append(cuts[i-1], apexes[i])
		}
	}
	var zones []Zone
	for i, apex := range apexes {
		own := o
		own.Cuts = append(slices.Clone(o.Cuts), cuts[i]...)
		own.Others = append(slices.Clone(o.Others), cuts[i]...)
		for range 3 {
			own.Others = append(own.Others, apexes[r.IntN(n)])
		}
		if i > 0 {
			own.Others = append(own.Others, apexes[i-1])
		}
		for _, z := range zones {
			own.Hidden = append(own.Hidden, z.below(apex)...)
		}
		zones = append(zones, NewZone(r, apex, own))
	}
	return zones
}

// below are the owners of a zone that stand at or below a name, if the zone's
// apex stands above it.
func (z *Zone) below(name string) (owners []string) {
	if !under(name, z.Apex) {
		return nil
	}
	for _, rr := range z.Records {
		if owner := rr.Header().Name; under(owner, name) {
			owners = append(owners, owner)
		}
	}
	return owners
}

// maker draws one zone. Used once, by one goroutine.
type maker struct {
	r      *rand.Rand
	o      Options
	apex   string
	nodes  []node
	seen   map[string]bool // records as text without case; names as such
	ttls   map[string]int  // by owner and type, as counts
	counts map[string]int
	lines  []string
	ttl    int // $TTL
}

// text is the master file.
func (m *maker) text() string { return strings.Join(m.lines, "\n") + "\n" }

// pick draws one of several.
func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// often is true in so many of a hundred cases.
func (m *maker) often(percent int) bool { return m.r.IntN(100) < percent }

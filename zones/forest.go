package zones

import (
	"fmt"
	"slices"
)

// Forest is several zones, found by the most specific apex that a name is at or
// below. It is immutable and safe for any number of readers. The zero value
// holds no zone and finds nothing.
type Forest struct {
	zones  []*Zone
	index  index
	counts []uint8 // the label counts that some apex has, most first
}

// NewForest makes a forest. Two zones of one apex are an error that names both
// files; all such pairs are reported (Errors). zs is copied.
func NewForest(zs []*Zone) (*Forest, error) {
	f := &Forest{zones: slices.Clone(zs), index: newIndex(len(zs))}
	byApex := make(map[Name]*Zone, len(zs))
	var errs Errors
	for i, z := range zs {
		if first, ok := byApex[z.apex]; ok {
			errs = append(errs, Problem{
				File: z.file,
				Text: fmt.Sprintf("zone %s is already read from %s", z.apex, first.file),
				Hint: "one file per zone",
			})
			continue
		}
		byApex[z.apex] = z
		f.index.add(z.apex.Hash(), int32(i))
		f.counts = append(f.counts, z.nodes[0].labels)
	}
	if errs != nil {
		return nil, errs
	}
	slices.SortFunc(f.counts, func(a, b uint8) int { return int(b) - int(a) })
	f.counts = slices.Compact(f.counts)
	return f, nil
}

// Zones gives the zones in the order in which they were given. Not to be written to.
func (f *Forest) Zones() []*Zone { return f.zones }

// Find gives the number of the zone in Zones with the most specific apex for a
// name, and the label of the key at which that apex starts. It allocates
// nothing and probes once per label count that some apex has.
func (f *Forest) Find(k *Key) (zone int32, label int, ok bool) { return f.find(k, 0) }

// FindAbove is Find among the zones whose apex is above the name, not at it: the
// parent's side of a cut, if both sides are ours.
func (f *Forest) FindAbove(k *Key) (zone int32, label int, ok bool) { return f.find(k, 1) }

// find is Find among the apexes that start at a label from least on.
func (f *Forest) find(k *Key, least int) (zone int32, label int, ok bool) {
	for _, count := range f.counts {
		label := k.Labels - int(count)
		if label < least {
			continue
		}
		hash := k.Suffix(label)
		at := hash
		for zone := f.index.next(hash, &at); zone >= 0; zone = f.index.next(hash, &at) {
			if f.zones[zone].at(k, label) {
				return zone, label, true
			}
		}
	}
	return -1, 0, false
}

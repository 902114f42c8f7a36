package roster

import (
	"slices"

	"geosrv/zones"
)

// carriers finds, for every RRset with targets, where their addresses or SRV
// records are; those that a plain RRset cannot hold forever become carriers.
func (b *builder) carriers() {
	for i := range b.r.Sets {
		for j := range b.r.Sets[i].Records {
			t := &b.r.Sets[i].Records[j].Target
			*t = b.target(t.Name)
		}
	}
	if len(b.r.Sources) < 2 && len(b.r.bySet) == 0 {
		return // all that a zone needs is its own, and nothing moves
	}
	for zi := range b.r.Sources {
		z := b.r.Sources[zi].Zone
		for n := range int32(z.Nodes()) {
			first, end := z.Sets(n)
			for id := first; id < end; id++ {
				if _, steered := b.r.bySet[setKey{int32(zi), id}]; steered || !zones.AsksMore(z.TypeOf(id)) {
					continue
				}
				if c, ok := b.carrier(int32(zi), n, id); ok {
					b.r.Carriers = append(b.r.Carriers, c)
				}
			}
		}
	}
}

// carrier resolves the targets of a plain RRset at a node. One that another of
// our zones answers for is looked up there, whatever this one has of it.
func (b *builder) carrier(zone, at, id int32) (c Carrier, moves bool) {
	z := b.r.Sources[zone].Zone
	set, owner := z.Set(id), z.NameOf(at)
	b.targets = b.targets[:0] // few of very many move
	for _, rdata := range set.Records {
		a, ok := set.Additional(owner, rdata)
		if !ok {
			continue
		}
		t, from := b.wanted(a)
		moves = moves || from != zone && from >= 0
		for _, ref := range t.Addr {
			moves = moves || ref.Set >= 0
		}
		b.targets = append(b.targets, t)
	}
	if !moves {
		return Carrier{}, false
	}
	return Carrier{Zone: zone, RRset: id, Targets: slices.Clone(b.targets)}, true
}

// target finds the addresses of a name for which we are authoritative.
func (b *builder) target(name zones.Name) Target {
	t, _ := b.wanted(zones.Additional{Name: name})
	return t
}

// wanted finds what a record asks for, and the zone that answers for that name,
// -1 if none of ours does.
func (b *builder) wanted(a zones.Additional) (t Target, zone int32) {
	t = Target{Name: a.Name, Addr: [3]Ref{None, None, None}}
	n, kind, ok := b.find(a.Name)
	if !ok {
		return t, -1
	}
	if kind != zones.Exact {
		return t, n.zone
	}
	types := []uint16{typeA, typeAAAA}
	switch {
	case a.Service:
		types = []uint16{typeSRV}
	case a.Binding > 0:
		types = append(types, a.Binding)
	}
	for i, rrtype := range types {
		if id := b.rrset(n, rrtype); id >= 0 {
			t.Addr[i] = Ref{Zone: n.zone, RRset: id, Set: -1}
			if s, ok := b.r.SetAt(n.zone, id); ok {
				t.Addr[i].Set = s
			}
		}
	}
	return t, n.zone
}

// dependents builds the dependency index.
func (b *builder) dependents() {
	r := b.r
	r.EndpointGroups = make([][]int32, len(r.Endpoints))
	b.eachMember(func(group int32, m *Member) {
		for _, es := range [...][]int32{m.Endpoints, m.Behind} {
			for _, e := range es {
				r.EndpointGroups[e] = insert(r.EndpointGroups[e], group)
			}
		}
	})
	r.SetSets, r.SetCarriers = make([][]int32, len(r.Sets)), make([][]int32, len(r.Sets))
	for i := range r.Sets {
		for _, rec := range r.Sets[i].Records {
			for _, ref := range rec.Target.Addr {
				if ref.Set >= 0 {
					r.SetSets[ref.Set] = insert(r.SetSets[ref.Set], int32(i))
				}
			}
		}
	}
	for i := range r.Carriers {
		for _, t := range r.Carriers[i].Targets {
			for _, ref := range t.Addr {
				if ref.Set >= 0 {
					r.SetCarriers[ref.Set] = insert(r.SetCarriers[ref.Set], int32(i))
				}
			}
		}
	}
}

// insert adds v to a sorted list without doubles. Groups and sets come in
// rising order, so that it is an append.
func insert(list []int32, v int32) []int32 {
	if i, found := slices.BinarySearch(list, v); !found {
		return slices.Insert(list, i, v)
	}
	return list
}

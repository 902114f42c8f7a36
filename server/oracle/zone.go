package oracle

import "github.com/miekg/dns"

// rrset is the records of one owner and type, in the order of the file. They
// all have the lowest TTL of the set (RFC 2181 5.2), and no two are the same
// (RFC 2181 5).
type rrset []dns.RR

// zone is one zone as maps.
type zone struct {
	apex   name
	sets   map[name]map[uint16]rrset
	exists map[name]bool // owners, and the empty names above them (RFC 4592 2.2.2)
}

func newZone(z Zone) *zone {
	out := &zone{apex: nameOf(z.Apex), sets: map[name]map[uint16]rrset{}, exists: map[name]bool{}}
	for _, rr := range z.Records {
		out.add(dns.Copy(rr))
	}
	for _, types := range out.sets {
		for _, set := range types {
			level(set)
		}
	}
	return out
}

func (z *zone) add(rr dns.RR) {
	owner, rrtype := nameOf(rr.Header().Name), rr.Header().Rrtype
	if z.sets[owner] == nil {
		z.sets[owner] = map[uint16]rrset{}
	}
	for at := owner; at != z.apex; at = at.parent() {
		z.exists[at] = true
	}
	z.exists[z.apex] = true
	set := z.sets[owner][rrtype]
	for _, other := range set {
		if dns.IsDuplicate(other, rr) {
			other.Header().Ttl = min(other.Header().Ttl, rr.Header().Ttl)
			return
		}
	}
	z.sets[owner][rrtype] = append(set, rr)
}

// level gives all records of a set the lowest TTL.
func level(set rrset) {
	low := set[0].Header().Ttl
	for _, rr := range set {
		low = min(low, rr.Header().Ttl)
	}
	for _, rr := range set {
		rr.Header().Ttl = low
	}
}

// cut is the highest delegation at or above a name, "" for none: what stands
// below it is not ours to say (RFC 1034 4.2.1).
func (z *zone) cut(n name) (cut name) {
	for ; n != z.apex; n = n.parent() {
		if z.sets[n][dns.TypeNS] != nil {
			cut = n
		}
	}
	return cut
}

// encloser is the closest name above n that exists (RFC 4592 3.3.1).
func (z *zone) encloser(n name) name {
	for !z.exists[n] {
		n = n.parent()
	}
	return n
}

// denial is the SOA that says for how long something does not exist
// (RFC 2308 3).
func (z *zone) denial() dns.RR {
	soa := dns.Copy(z.sets[z.apex][dns.TypeSOA][0]).(*dns.SOA)
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	return soa
}

// zoneOf is the zone that answers for a name: the one with the closest apex at
// or above it (RFC 1034 4.3.2 step 2). DS belongs to the parent's side of a cut
// that we serve both sides of (RFC 4035 3.1.4.1).
func (o *Oracle) zoneOf(n name, qtype uint16) *zone {
	z := o.closest(n)
	if z == nil || qtype != dns.TypeDS || n != z.apex || n == root {
		return z
	}
	if above := o.closest(n.parent()); above != nil && above.cut(n) == n {
		return above
	}
	return z
}

func (o *Oracle) closest(n name) *zone {
	for {
		if z := o.zones[n]; z != nil {
			return z
		}
		if n == root {
			return nil
		}
		n = n.parent()
	}
}

// at finds a name that exists by itself in the zone that answers for it.
func (o *Oracle) at(n name) (z *zone, ok bool) {
	z = o.closest(n)
	if z == nil || z.cut(n) != "" || !z.exists[n] {
		return nil, false
	}
	return z, true
}

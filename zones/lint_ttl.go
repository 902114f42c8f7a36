package zones

import (
	"fmt"
	"slices"
)

// Bounds of TTLs in seconds beyond which they hurt.
const (
	longSRV      = 3600 // a SRV set moves too slowly
	longNegative = 3600 // a name that was missing for a moment stays missing
)

// lintTTL looks at how long others keep what they were told. A TTL of 0 is kept
// for ever by some programs, and asked for anew with each call by the rest.
func (l *linter) lintTTL(set RRset) {
	// Signatures of different sets stand at one name, each with its set's TTL.
	if _, mixed := slices.BinarySearch(l.z.mixed, l.id); mixed && set.Type != typeRRSIG {
		l.add("ttl-mixed", "", fmt.Sprintf("%s records at %s have different TTLs", typeName(set.Type), l.owner),
			fmt.Sprintf("all are answered with the lowest, %d; write that for each", set.TTL))
	}
	switch set.Type {
	case typeSOA:
		if n := l.z.Minimum(); n > longNegative {
			l.add("negative-ttl", "", fmt.Sprintf("resolvers remember for %d s that a name of %s does not exist", n, l.owner),
				"lower the last number of the SOA: 60 to 3600")
		}
		return
	case typeSRV:
		if set.TTL > longSRV {
			l.add("srv-ttl", "", fmt.Sprintf("SRV at %s has a TTL of %d s", l.owner, set.TTL), "clients keep it for that long; an hour is plenty")
		}
	case typeA, typeAAAA, typeCNAME, typeNAPTR:
	default:
		return
	}
	if set.TTL == 0 {
		l.add("ttl-zero", "", fmt.Sprintf("%s at %s has the TTL 0", typeName(set.Type), l.owner), "some programs keep that for ever; say 5 or more")
	}
}

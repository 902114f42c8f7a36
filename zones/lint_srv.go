package zones

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// lintSRV looks at the records of a SRV set together: what one says that another
// takes back (RFC 2782).
func (l *linter) lintSRV(set RRset) {
	type place struct {
		port   uint16
		target Name
	}
	seen := map[place]bool{}
	light, heavy := map[uint16]bool{}, map[uint16]bool{} // priorities with a weight of 0, and with another
	dot := false
	for _, rdata := range set.Records {
		target, _ := set.Target(rdata)
		priority, weight := binary.BigEndian.Uint16(rdata), binary.BigEndian.Uint16(rdata[2:])
		at := place{binary.BigEndian.Uint16(rdata[4:]), target}
		if seen[at] {
			l.add("srv-repeats", target, fmt.Sprintf("SRV at %s leads to %s port %d twice", l.owner, target, at.port),
				"a client takes one of the two; leave the other out")
		}
		seen[at] = true
		dot = dot || target == Root
		if weight == 0 {
			light[priority] = true
		} else {
			heavy[priority] = true
		}
	}
	for priority := range light {
		if heavy[priority] {
			l.add("weight-zero", "", fmt.Sprintf("SRV at %s has weights of 0 and others at priority %d", l.owner, priority),
				"beside others 0 is hardly ever taken (RFC 2782); say 1 or more")
			break
		}
	}
	if dot && set.Count > 1 {
		l.add("srv-beside-dot", "", fmt.Sprintf(`SRV at %s says that there is no service (".") beside other targets`, l.owner),
			`"." stands alone, or not at all`)
	}
}

// lintTarget looks at a SRV target that should have its address here: RFC 2782
// wants address records at the target, and no alias.
func (l *linter) lintTarget(target Name) {
	if literal, ok := l.literal(target); ok {
		l.add("srv-literal", target, fmt.Sprintf("SRV at %s leads to the address %s", l.owner, literal), "a target is a host name (RFC 2782); give the address to a name")
		return
	}
	switch l.reach(target) {
	case alias:
		l.add("srv-alias", target, fmt.Sprintf("SRV at %s leads to %s, which is a CNAME", l.owner, target), "a target owns its addresses itself (RFC 2782)")
	case nothing:
		l.add("srv-no-address", target, fmt.Sprintf("SRV at %s leads to %s, which has no address", l.owner, target), "")
	}
}

// literal is the address that a name was most likely meant to be, written with
// or without a closing dot.
func (l *linter) literal(n Name) (string, bool) {
	text := n.Text()
	if n.Under(l.z.apex) {
		text = strings.TrimSuffix(strings.TrimSuffix(text, l.z.apex.Text()), ".")
	}
	_, err := netip.ParseAddr(text)
	return text, err == nil
}

// lintAddresses wants the addresses of a name to be of one world: who cannot
// reach the private ones fails with every second try.
func (l *linter) lintAddresses(set RRset) {
	private := 0
	for _, rdata := range set.Records {
		if a, ok := netip.AddrFromSlice(rdata); ok && a.IsPrivate() {
			private++
		}
	}
	if private > 0 && private < set.Count {
		l.add("private-address", "", fmt.Sprintf("%s at %s has private and public addresses", typeName(set.Type), l.owner),
			"nobody outside reaches the private ones (RFC 1918, RFC 4193)")
	}
}

package draft

import "net/netip"

// machines tells the machines of a pool: for each, its addresses over the roles
// that are not apart, by family. ok is false if the roles have different
// numbers of addresses.
func (s *shape) machines(p *Pool) (v4, v6 [][]netip.Addr, ok bool) {
	for _, r := range s.roles {
		addrs := p.role(r.name)
		if r.apart || r.alias || len(addrs) == 0 {
			continue
		}
		four, six := families(addrs)
		if v4 == nil && v6 == nil {
			v4, v6 = make([][]netip.Addr, len(four)), make([][]netip.Addr, len(six))
		}
		if len(four) != len(v4) || len(six) != len(v6) {
			return nil, nil, false
		}
		for i, addr := range four {
			v4[i] = append(v4[i], addr)
		}
		for i, addr := range six {
			v6[i] = append(v6[i], addr)
		}
	}
	if len(v4) > 0 && len(v6) > 0 && len(v4) != len(v6) {
		return nil, nil, false // whose is the one that is over?
	}
	return v4, v6, true
}

// families parts addresses.
func families(addrs []netip.Addr) (four, six []netip.Addr) {
	for _, addr := range addrs {
		if addr.Is4() {
			four = append(four, addr)
		} else {
			six = append(six, addr)
		}
	}
	return four, six
}

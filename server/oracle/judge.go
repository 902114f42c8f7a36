package oracle

// judge says how a pool stands in a group: as its services make it stand, any
// or all of them, and as its operator wants. An operator's word about a pool
// leaves the pool's own names alone: people have them in their caches.
func (g *group) judge(c *candidate) state {
	var services []state
	for _, members := range c.judges {
		if len(members) > 0 {
			services = append(services, fold(members, max(1, c.pool.MinUp, g.MinUp)))
		}
	}
	s := g.join(services)
	if g.Policy != Members {
		switch c.pool.Word {
		case Drain:
			s.standing = max(s.standing, Drained)
		case Maintenance:
			s.standing = OutOfService
		}
	}
	return s
}

// join makes one state of the states of several services. What is left of the
// pool is what the first service says that stands as the whole does.
func (g *group) join(services []state) (out state) {
	if len(services) == 0 {
		return state{}
	}
	pick := func(a, b Standing) Standing {
		if g.NeedsAll {
			return max(a, b)
		}
		return min(a, b)
	}
	out = services[0]
	for _, s := range services[1:] {
		out.standing = pick(out.standing, s.standing)
		out.never = out.never && s.never
		for f := range out.has {
			switch {
			case out.has[f] && s.has[f]:
				out.family[f] = pick(out.family[f], s.family[f])
			case s.has[f]:
				out.has[f], out.family[f] = true, s.family[f]
			}
		}
	}
	for _, s := range services {
		if s.standing == out.standing {
			out.live, out.total = s.live, s.total
			break
		}
	}
	return out
}

// fold makes a pool stand as its best member does. It is only degraded if
// fewer are up than it needs, or if a family that it has is silent.
func fold(members []member, needed int) (s state) {
	s.standing, s.never = OutOfService, true
	up := 0
	for _, m := range members {
		f := 0
		if m.addr.Is6() {
			f = 1
		}
		if !s.has[f] || m.standing < s.family[f] {
			s.has[f], s.family[f] = true, m.standing
		}
		s.standing = min(s.standing, m.standing)
		s.never = s.never && m.never
		if m.standing == Up {
			up++
		}
	}
	best := s.standing
	if best == Up && (up < needed || s.halfSilent()) {
		s.standing = Degraded
	}
	s.live, s.total = share(members, best)
	return s
}

// share counts the members that stand as the best of them does. The servers
// behind a load balancer count in its place, those that answer as live; then at
// least one counts, because the balancer itself does.
func share(members []member, best Standing) (live, total int) {
	balanced := false
	for _, m := range members {
		if len(m.behind) == 0 {
			total++
			if m.standing == best {
				live++
			}
			continue
		}
		balanced = true
		for _, e := range m.behind {
			total++
			if e.Standing != Silent {
				live++
			}
		}
	}
	if balanced {
		live = max(1, live)
	}
	return live, total
}

// halfSilent reports whether a family that the pool has is silent.
func (s state) halfSilent() bool {
	return s.has[0] && s.family[0] == Silent || s.has[1] && s.family[1] == Silent
}

// quarters is the live share in steps of a quarter, never none.
func (s state) quarters() int {
	if s.total == 0 {
		return 4
	}
	return max(1, int(4*float64(s.live)/float64(s.total)+0.5))
}

// scaled is a weight by the live share, never below 1.
func (s state) scaled(weight uint16) uint16 {
	return uint16(max(1, int(weight)*s.quarters()/4))
}

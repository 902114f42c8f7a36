package lint

import (
	"fmt"
	"slices"

	"geosrv/zones"
)

// ports looks at the ports of a SRV set against what its service is.
func (l *linter) ports(s *service) {
	usual := l.usual[s.kind]
	for _, rec := range s.records {
		is := func(n uint16) bool { return n != 0 && slices.Contains(usual, n) }
		switch {
		case rec.target == zones.Root || is(rec.port):
		case is(rec.priority) || is(rec.weight):
			l.tell("fields-order", &s.rrset, rec.target, fmt.Sprintf("SRV at %s has the port %d where its priority or weight stands", s.owner, usual[0]),
				"the order is: priority weight port target (RFC 2782)")
		case rec.port == 0:
			l.tell("port-zero", &s.rrset, rec.target, fmt.Sprintf("SRV at %s leads to port 0", s.owner), "nobody can connect there")
		case s.kind == "_sipfederationtls._tcp":
			l.tell("port-service", &s.rrset, rec.target, fmt.Sprintf("SRV at %s leads to port %d", s.owner, rec.port), "partners' firewalls let 5061 out, and no other port")
		default:
			if other := l.ownerOf(rec.port); len(usual) > 0 && rec.port != 443 && other != "" {
				l.tell("port-service", &s.rrset, rec.target, fmt.Sprintf("SRV at %s leads to port %d, which is that of %s", s.owner, rec.port, other),
					fmt.Sprintf("its own is %d", usual[0]))
			}
		}
	}
}

// ownerOf is a service that is usually found at a port: the first by name.
func (l *linter) ownerOf(port uint16) (owner string) {
	for name, ports := range l.usual {
		if ports[0] == port && (owner == "" || name < owner) {
			owner = name
		}
	}
	return owner
}

// ranks looks for priorities that were written where weights stand: the lowest
// priority is tried first, the highest weight is taken most often.
func (l *linter) ranks(s *service) {
	var priorities, weights []int
	shares := 0
	for _, rec := range s.records {
		priorities, weights = append(priorities, int(rec.priority)), append(weights, int(rec.weight))
		shares += int(rec.priority)
	}
	slices.Sort(priorities)
	slices.Sort(weights)
	same := len(slices.Compact(slices.Clone(priorities))) == 1
	problem := ""
	switch {
	case !stairs(weights) || stairs(priorities):
		return
	case shares == 100:
		problem = "has shares for priorities and ranks for weights"
	case same && len(weights) > 2:
		problem = "has one priority for all, and ranks for weights"
	default:
		return
	}
	l.tell("ranks-swapped", &s.rrset, "", fmt.Sprintf("SRV at %s %s", s.owner, problem),
		"priority comes first and the lowest is tried first; then weight, a share (RFC 2782)")
}

// stairs reports whether sorted numbers are as ranks are: 1, 2, 3 or 10, 20, 30
// or 0, 10, 20.
func stairs(n []int) bool {
	if len(n) < 2 {
		return false
	}
	step := n[1] - n[0]
	for i := 1; i < len(n); i++ {
		if n[i]-n[i-1] != step {
			return false
		}
	}
	return (step == 1 || step == 5 || step == 10) && (n[0] == 0 || n[0] == step)
}

// anHour is the TTL in seconds from which a steered name moves too slowly.
const anHour = 3600

// steeredTTL looks at the TTL of steered sets: what is remembered for an hour
// follows nobody for an hour.
func (l *linter) steeredTTL(s *rrset) {
	i, ok := l.steered[steeredAt{s.owner, s.Type}]
	if !ok || s.TTL < anHour {
		return
	}
	g := &l.Groups[l.Sets[i].Group]
	hint := fmt.Sprintf("answered with %d s here, but with %d s by any other server of this zone; write 300 or less", g.TTL, s.TTL)
	switch {
	case g.TTL >= anHour:
		hint = "who was told of a pool keeps to it for that long after it died; say ttl: 60s"
	case g.Observe:
		hint = "mode: observe answers with it: lower it before you steer"
	}
	l.tell("steered-ttl", s, "", fmt.Sprintf("%s is steered and has a TTL of %d s", s.owner, s.TTL), hint)
}

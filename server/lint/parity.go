package lint

import (
	"fmt"
	"maps"
	"strings"

	"geosrv/zones"
)

// twins are services that lead to the same machines by another transport.
func twins() map[string][]string {
	return map[string][]string{
		"_sips._tcp":         {"_sip._tls", "_sip._tcp"},
		"_sip._udp":          {"_sip._tcp"},
		"_xmpps-server._tcp": {"_xmpp-server._tcp"},
		"_xmpps-client._tcp": {"_xmpp-client._tcp"},
	}
}

// parity compares a service with its twin: who asks for one must not be led
// elsewhere than who asks for the other, or stay behind when that moves.
func (l *linter) parity(s *service) {
	if s.domain == "" {
		return
	}
	found := false
	for _, kind := range twins()[s.kind] {
		owner, err := zones.ParseName(kind + "." + s.domain.Text())
		if err != nil {
			continue
		}
		set, ok := l.at(owner, typeSRV)
		if !ok {
			continue
		}
		found = true
		twin := newService(rrset{RRset: set, owner: owner})
		switch mine, its := l.moves(s), l.moves(twin); {
		case !maps.Equal(s.targets(), twin.targets()):
			l.tell("parity-targets", &s.rrset, "", fmt.Sprintf("%s and %s lead to different hosts", s.owner, owner),
				"who finds the one is served elsewhere than who finds the other; give both the same targets")
		case mine != its:
			still := s.owner
			if mine {
				still = owner
			}
			l.tell("parity-steered", &s.rrset, "", fmt.Sprintf("of %s and %s only one is steered", s.owner, owner),
				fmt.Sprintf("steer %s in the same group", still.Text()))
		}
	}
	if kinds := twins()[s.kind]; !found && len(kinds) > 0 && strings.HasPrefix(s.kind, "_xmpps-") && l.ours(s.domain) {
		l.tell("parity-missing", &s.rrset, "", fmt.Sprintf("%s has no %s beside it", s.owner, kinds[0]),
			"programs that do not know XEP-0368 find nothing; add it")
	}
}

// ours reports whether names below a domain are answered from our zones.
func (l *linter) ours(domain zones.Name) bool {
	_, m, ok := l.lookup(domain)
	return ok && m.Kind != zones.Referral
}

// targets are the hosts that a set leads to.
func (s *service) targets() map[zones.Name]bool {
	out := map[zones.Name]bool{}
	for _, rec := range s.records {
		out[rec.target] = true
	}
	return out
}

// moves reports whether a set is steered, or answered as it stands because the
// addresses of its targets move.
func (l *linter) moves(s *service) bool {
	if _, ok := l.steered[steeredAt{s.owner, typeSRV}]; ok {
		return true
	}
	for _, rec := range s.records {
		if _, host := l.hosts[rec.target]; host || !l.isSteered(rec.target) {
			return false
		}
	}
	return true
}

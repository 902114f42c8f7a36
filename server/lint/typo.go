package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"geosrv/server/config"
)

// leastTypo is how many letters a service must have before one that is nearly the
// same is taken for a slip: there are many short ones.
const leastTypo = 6

// typo looks for an owner that was meant to be a well-known service: no client
// would ever ask for it.
func (l *linter) typo(s *service) {
	if _, known := l.usual[s.kind]; known || s.domain == "" || s.owner.Label() == "*" {
		return
	}
	if meant := l.misspelt(s); meant != "" {
		l.tell("service-typo", &s.rrset, "", fmt.Sprintf("%s is no service that anybody asks for", s.owner), `did you mean "`+meant+`"?`)
		return
	}
	name, proto, _ := strings.Cut(s.kind, ".")
	if name == "" || name[0] != '_' || proto == "_sctp" || proto == "_dccp" {
		return
	}
	var others []string
	for known := range l.usual {
		if strings.HasPrefix(known, name+".") {
			others = append(others, known)
		}
	}
	for _, near := range nearProto(proto) {
		if slices.Contains(others, name+"."+near) {
			others = []string{name + "." + near}
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		l.tell("service-proto", &s.rrset, "", fmt.Sprintf("nobody asks for %s under %s", name, proto), `did you mean "`+strings.Join(others, `" or "`)+`"?`)
	}
}

// misspelt is the well-known service that an owner was most likely meant to be:
// underscores and dots in other places, the two labels in another order, or a
// letter wrong.
func (l *linter) misspelt(s *service) string {
	first, second := s.owner.Label(), s.owner.Parent().Label()
	for _, known := range slices.Sorted(maps.Keys(l.usual)) {
		switch bare(known) {
		case bare(first + second), bare(second + first):
			return known
		case bare(first):
			if strings.HasPrefix(first, "_") {
				return known
			}
		}
	}
	if len(first) < leastTypo || first[0] != '_' {
		return ""
	}
	var near []string
	for known := range l.usual {
		if name, proto, _ := strings.Cut(known, "."); proto == second && len(name) >= leastTypo {
			near = append(near, name)
		}
	}
	meant := strings.TrimSuffix(strings.TrimPrefix(config.Hint(first, near), `did you mean "`), `"?`)
	if meant == "" {
		return ""
	}
	return meant + "." + second
}

// nearProto is the protocol that was most likely meant by one that is none.
func nearProto(proto string) (near []string) {
	for _, known := range [...]string{"_tcp", "_tls", "_udp"} {
		if config.Hint(proto, []string{known}) != "" {
			near = append(near, known)
		}
	}
	if slices.Contains(near, proto) {
		return nil
	}
	return near
}

// bare is a name without what is easily typed wrong in it.
func bare(s string) string { return strings.NewReplacer("_", "", ".", "", "-", "").Replace(s) }

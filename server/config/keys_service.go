package config

import (
	"cmp"
	"slices"
	"strings"
)

// namedService reads an entry of services.
func (r *reader) namedService(key, v *node) Service {
	name := r.identifier("a service", key)
	if name == "any" || name == "all" {
		r.fail(key.pos, "choose another name", "%q is a word of decide and cannot name a service", name)
	}
	s := r.service(key.pos, v)
	s.Name = name
	return s
}

// serviceRef reads a service by name, or one written on the spot.
func (r *reader) serviceRef(dst **ServiceRef) setter {
	return func(key string, v *node) {
		if v.kind == mapping {
			s := r.service(v.pos, v)
			*dst = &ServiceRef{Inline: &s, Pos: v.pos}
			return
		}
		if name, ok := r.scalar(key, v); ok {
			*dst = &ServiceRef{Name: name, Pos: v.pos}
		}
	}
}

// service reads how an address is probed; at is where its name, or the mapping
// itself, stands. Keys that are not said stay zero: they depend on SRV records.
func (r *reader) service(at Pos, v *node) Service {
	s := Service{Pos: at}
	cert, key, preset := "", "", ""
	table := []field{
		{"check", r.checkName(&s.Check)},
		{"transport", r.word(&s.Transport, "udp", "tcp", "tls")},
		{"port", r.port(&s.Port)},
		{"name", r.hostInto(&s.TLSName)},
		{"verify", r.word(&s.Verify, "name", "full", "none")},
		{"domain", r.hostInto(&s.Domain)},
		{"register", r.boolean(&s.Register)},
	}
	table = slices.Concat(table, r.tlsFields(&s, &cert, &key), r.xmppFields(&s), r.httpsFields(&s, &preset), r.toldFields(&s))
	if !r.fields(v, "a service", append(table, r.timing(&s.Timing)...)) {
		return s
	}
	r.client(&s, v, cert, key)
	if v.get("check") == nil {
		r.fail(at, "write check: tcp, or one of sip, tls, https, xmpp, smtp, ms-turn, stun, exec, file, none", "a service has no check")
	}
	r.told(&s, v)
	r.https(&s, v, preset)
	r.xmpp(&s, v)
	r.fits(&s, v)
	r.timingOrder(s.Timing, v)
	return s
}

// checkName reads the name of a check.
func (r *reader) checkName(dst *string) setter {
	return func(key string, v *node) {
		var names []string
		for _, c := range checks() {
			names = append(names, c.name)
		}
		r.word(dst, names...)(key, v)
	}
}

// fits refuses keys that mean nothing to the check.
func (r *reader) fits(s *Service, v *node) {
	c, ok := findCheck(s.Check)
	if !ok {
		return
	}
	for _, p := range v.pairs {
		switch key := p.key.text; {
		case !slices.Contains(c.keys, key) && ofSomeCheck(key):
			r.fail(p.key.pos, "leave it out", "%s means nothing to check %s", key, c.name)
		case idle(s, key):
			r.fail(p.key.pos, "leave it out, or say transport: tls", "%s means nothing over %s", key, cmp.Or(s.Transport, c.transports[0]))
		case key == "transport":
			if s.Transport != "" && !slices.Contains(c.transports, s.Transport) {
				hint := "leave it out"
				if len(c.transports) > 0 {
					hint = "one of " + strings.Join(c.transports, ", ")
				}
				r.fail(p.value.pos, hint, "check %s does not go over %s", c.name, s.Transport)
			}
		}
	}
}

package config

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// probe reads how this nameserver probes. Its via lines are sorted so that the
// first that fits an address and port is the one that means it most closely.
func (r *reader) probe(p *Probe) setter {
	return func(key string, v *node) {
		p.Pos = v.pos
		table := []field{
			{"via", r.named(func(k, to *node) { r.via(p, k, to) })},
			{"source", r.plainAddrs("source", &p.Source)},
			{"reference", r.referenceList(&p.Reference)},
			{"max_in_flight", func(key string, n *node) {
				p.Pos = n.pos
				r.number(&p.MaxInFlight, 1, maxMaxFlight)(key, n)
			}},
			{"options", func(key string, o *node) {
				r.fields(o, key, []field{{"from", r.sipURI(&p.OptionsFrom)}})
			}},
		}
		r.fields(v, key, append(table, r.timing(&p.Timing)...))
		r.timingOrder(p.Timing, v)
		slices.SortStableFunc(p.Via, func(a, b Via) int {
			return cmp.Or(
				cmp.Compare(b.From.Bits(), a.From.Bits()),
				cmp.Compare(b.Port, a.Port), // one port before all ports
				a.From.Addr().Compare(b.From.Addr()),
			)
		})
	}
}

// sipURI reads a SIP address (RFC 3261 section 19.1), as far as a From header
// must not break by it.
func (r *reader) sipURI(dst *string) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if !ok {
			return
		}
		_, after, found := strings.Cut(s, ":")
		if !found || after == "" || !strings.HasPrefix(s, "sip:") && !strings.HasPrefix(s, "sips:") ||
			strings.ContainsAny(s, " <>\"\t\r\n") {
			r.fail(v.pos, `write it like "sip:probe@example.net"`, "%s: %q is no SIP address", key, s)
			return
		}
		*dst = s
	}
}

// via reads one line of probe.via. The key is a network, an address, or an
// address and port; the value a network of the same length, an address, or an
// address and port.
func (r *reader) via(p *Probe, k, to *node) {
	via := Via{Pos: k.pos}
	if ap, err := netip.ParseAddrPort(k.text); err == nil {
		a := ap.Addr().Unmap()
		via.From, via.Port = netip.PrefixFrom(a, a.BitLen()), ap.Port()
	} else if from, ok := r.prefix("via", k); ok {
		via.From = from
	}
	text, ok := r.scalar("via", to)
	if !ok || !via.From.IsValid() {
		return
	}
	if ap, err := netip.ParseAddrPort(text); err == nil {
		if ap.Port() == 0 {
			r.fail(to.pos, "", "via: port 0 of %s", text)
		}
		via.Socket = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	} else if via.To, ok = r.prefix("via", to); !ok {
		return
	} else if via.To.Bits() != via.From.Bits() || via.To.Addr().Is4() != via.From.Addr().Is4() {
		r.fail(to.pos, "addresses are mapped one by one, so both need the same length and family",
			"via: %s does not fit %s", via.To, via.From)
		return
	}
	for _, have := range p.Via {
		if have.From == via.From && have.Port == via.Port {
			r.fail(k.pos, "first at "+have.Pos.String(), "via: %s is said twice", k.text)
			return
		}
	}
	p.Via = append(p.Via, via)
}

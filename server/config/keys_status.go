package config

import (
	"net/netip"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Status says where the status page is. The zero value is nowhere.
type Status struct {
	Listen netip.AddrPort // not valid: there is no page
	Public bool           // public: true; whoever reaches the address may read
	// Names are the host names under which browsers may ask, besides localhost and
	// addresses; lower case, without a port.
	Names []string
	Pos   Pos
}

// status reads none, ADDR:PORT, or {listen: ADDR:PORT, public: true, names: [HOST]}.
func (r *reader) status(s *Status) setter {
	return func(key string, v *node) {
		s.Pos = v.pos
		if v.kind == scalar && !v.null {
			if v.text != "none" {
				r.statusListen(s, v)
			}
			r.loopback(s)
			return
		}
		ok := r.fields(v, key, []field{
			{"listen", func(_ string, v *node) { s.Pos = v.pos; r.statusListen(s, v) }},
			{"public", r.boolean(&s.Public)},
			{"names", r.each(func(v *node) { r.statusName(s, v) })},
		})
		if ok && v.get("listen") == nil {
			r.fail(v.pos, "write {listen: \"127.0.0.1:8053\"}", "status has no listen")
		}
		r.loopback(s)
	}
}

// statusListen reads the one address. A port alone is not enough: who means all
// addresses shall write them.
func (r *reader) statusListen(s *Status, v *node) {
	text, ok := r.scalar("status", v)
	if !ok {
		return
	}
	at, err := netip.ParseAddrPort(text)
	if err != nil || at.Addr().Zone() != "" {
		r.fail(v.pos, `write it like "127.0.0.1:8053"`, "status: %q is no address and port", text)
		return
	}
	s.Listen = netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// statusName reads one host name.
func (r *reader) statusName(s *Status, v *node) {
	text, ok := r.scalar("names", v)
	if !ok {
		return
	}
	name := strings.TrimSuffix(strings.ToLower(text), ".")
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		r.fail(v.pos, "such as status.example.net, without a port", "names: %q is no host name", text)
		return
	}
	if !slices.Contains(s.Names, name) {
		s.Names = append(s.Names, name)
	}
}

// loopback refuses an address that others reach, unless somebody says that this is
// what he wants: the page tells what is broken, and asks nobody for a password.
func (r *reader) loopback(s *Status) {
	if at := s.Listen; at.IsValid() && !at.Addr().IsLoopback() && !s.Public {
		r.fail(s.Pos, `write {listen: "`+at.String()+`", public: true} if that is meant, or listen on 127.0.0.1`,
			"status: %s can be reached from elsewhere, and the page asks for no password", at)
	}
}

// showStatus writes where the page is, if there is one.
func showStatus(s *Status) *yaml.Node {
	if !s.Listen.IsValid() {
		return nil
	}
	if !s.Public && len(s.Names) == 0 {
		return text(s.Listen.String())
	}
	m := newShown(yaml.FlowStyle)
	m.text("listen", s.Listen.String())
	m.flag("public", s.Public)
	m.add("names", each(yaml.FlowStyle, s.Names, text))
	return m.n
}

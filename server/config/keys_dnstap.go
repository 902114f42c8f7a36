package config

import "go.yaml.in/yaml/v4"

// Dnstap says who gets copies of queries and replies. The zero value is nobody.
type Dnstap struct {
	Socket string // of the collector, absolute; "" for none
	Sample int    // one of so many is copied
	Pos    Pos
}

// maxSample is the rarest sample: one of a million.
const maxSample = 1_000_000

// dnstap reads PATH, none, or {socket: PATH, sample: N}.
func (r *reader) dnstap(d *Dnstap) setter {
	return func(key string, v *node) {
		d.Pos, d.Sample = v.pos, 1
		if v.kind == scalar && !v.null {
			if v.text != "none" {
				r.path(&d.Socket, nil)(key, v)
			}
			return
		}
		ok := r.fields(v, key, []field{
			{"socket", r.path(&d.Socket, &d.Pos)},
			{"sample", r.number(&d.Sample, 1, maxSample)},
		})
		if ok && v.get("socket") == nil {
			r.fail(v.pos, "write {socket: /run/dnstap.sock}", "dnstap has no socket")
		}
	}
}

// showDnstap writes who gets copies, if somebody does.
func showDnstap(d *Dnstap) *yaml.Node {
	if d.Socket == "" {
		return nil
	}
	m := newShown(yaml.FlowStyle)
	m.text("socket", d.Socket)
	m.number("sample", d.Sample)
	return m.n
}

package answer

import "geosrv/server/steer"

// disabled reports whether an operator disabled a group.
func (in *Inputs) disabled(group int32) bool {
	return int(group) < len(in.Disabled) && in.Disabled[group]
}

// disable makes one ladder for everybody, whose only part says that there is no
// such service. It stands at the first candidate.
func (d *decision) disable() {
	d.disabled = true
	d.ladders = [][]steer.Rung{{{Quarters: 4, Lone: true, Reason: steer.InMaintenance}}}
	d.variant = make([]uint16, len(d.variant))
}

// noService writes the one record of a disabled SRV set: priority, weight and
// port 0, and the root as target (RFC 2782: the service is decidedly not
// available at this domain).
func (r *renderer) noService(candidates int, ttl uint32) {
	p := part{off: uint32(len(r.data)), n: 1}
	rdata := make([]byte, 7)
	r.record(toQuestion, typeSRV, ttl, len(rdata))
	r.data = append(r.data, rdata...)
	p.size = uint16(len(r.data) - int(p.off))
	r.parts = append(r.parts, p)
	for range candidates - 1 {
		r.parts = append(r.parts, part{off: uint32(len(r.data))})
	}
}

package simulate

import (
	"fmt"
	"time"

	"geosrv/server/steer"
)

// Failover is how soon those come to a live pool who were led to one that fails.
type Failover struct {
	Affected Share `json:"affected"` // who was led there
	// Detected is when the answer changes, in seconds after the failure: at best and
	// at worst. Nobody sees it where both are 0.
	Detected [2]float64 `json:"detected"`
	Curves   []Curve    `json:"curves"`
}

// Curve is one kind of client, by how long it remembers an answer.
type Curve struct {
	Kind string `json:"kind"`
	// Live is the part of the affected of this kind that reaches a live pool, at the
	// times of Times.
	Live []float64 `json:"live"`

	memory time.Duration // how long an answer is remembered
	led    float64       // the part that is led to a live pool in the end
}

// Times are the seconds after a failure of which a table speaks.
func Times() []int { return []int{5, 10, 20, 30, 60, 120, 300, 600} }

// clamps are the least times that resolvers are known to keep answers, whatever
// the TTL says. Zero honours it.
func clamps() []time.Duration {
	return []time.Duration{0, 30 * time.Second, 60 * time.Second, 300 * time.Second}
}

// failover is the model of one case. A client asks at a random moment, and its
// resolver, which is asked all the time, holds an answer of an age that is spread
// evenly over its time to live. The pool fails without a word (a black hole, the
// slowest to see), at a random moment between two probes.
func (r *run) failover(v *view, d *Decision, n int) *Failover {
	f := &Failover{}
	saved := 0.0 // of the affected, by the family that most places are known of
	all := 0.0
	for _, p := range r.places {
		order := r.World.Order(v.group, p.Before)
		lost := r.lost(v, order, n)
		f.Affected = f.Affected.plus(p.Share, lost)
		size := lost * (p.IPv4 + p.IPv6)
		all += size
		saved += size * v.leads[n][order].live
	}
	if all == 0 {
		return nil
	}
	f.Detected = r.detected(v, n)
	ttl := time.Duration(d.TTL) * time.Second
	for _, clamp := range clamps() {
		kind := fmt.Sprintf("TTL of %d s", d.TTL)
		if clamp > 0 {
			kind = fmt.Sprintf("kept for %v s", clamp.Seconds())
		}
		if clamp > 0 && clamp <= ttl {
			continue // they do as they are told
		}
		f.Curves = append(f.Curves, Curve{Kind: kind, memory: max(ttl, clamp), led: saved / all})
	}
	f.Curves = append(f.Curves, Curve{Kind: "remember the host", memory: ttl, led: r.remembered(v, n)})
	for i := range f.Curves {
		for _, t := range Times() {
			f.Curves[i].Live = append(f.Curves[i].Live, f.Curves[i].at(float64(t), f.Detected))
		}
	}
	return f
}

// lost is the part of an order that was led to what is down now.
func (r *run) lost(v *view, order, n int) (part float64) {
	for candidate, share := range v.outlooks[0].Leads(&r.Sets[v.set], order) {
		if c := &v.outlooks[n].Candidates[candidate]; !c.Foreign && !c.Standing.Live() {
			part += share
		}
	}
	return part
}

// at is the part that reaches a live pool after t seconds: the mean, over all
// moments at which it may be detected, of the part of answers that are younger.
func (c *Curve) at(t float64, detected [2]float64) float64 {
	if detected[1] == 0 {
		return 0
	}
	const steps = 256
	sum := 0.0
	for i := range steps {
		seen := detected[0] + (detected[1]-detected[0])*(float64(i)+0.5)/steps
		sum += min(1, max(0, (t-seen)/c.memory.Seconds()))
	}
	return c.led * sum / steps
}

// detected is when the slowest of the probes of what fell says so: the first probe
// begins at any time within an interval, and each takes its whole time-out.
func (r *run) detected(v *view, n int) (out [2]float64) {
	for i, c := range r.Groups[v.group].Candidates {
		if v.outlooks[0].Candidates[i].Standing.Live() == v.outlooks[n].Candidates[i].Standing.Live() {
			continue
		}
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for _, e := range m.Endpoints {
					t := r.Endpoints[e].Timing
					first := t.Timeout + time.Duration(t.Fall-1)*max(t.Timeout, t.FastInterval)
					out[0] = max(out[0], first.Seconds())
					out[1] = max(out[1], (first + t.Interval).Seconds())
				}
			}
		}
	}
	return out
}

// remembered is the part of the host names of fallen pools at which another pool
// stands in: clients that remember the name come to a live one by them alone.
func (r *run) remembered(v *view, n int) float64 {
	fell := map[int32]bool{}
	for i, c := range r.Groups[v.group].Candidates {
		if c.Pool >= 0 && !v.outlooks[n].Candidates[i].Standing.Live() {
			fell[c.Pool] = true
		}
	}
	names, live := 0, 0
	for g := range r.Groups {
		group := &r.Groups[g]
		if group.Policy.Kind != steer.Members || len(group.Candidates) == 0 || !fell[group.Candidates[0].Pool] {
			continue
		}
		o := r.World.Outlooks(r.Cases[n].Inputs, []int32{int32(g)})[0]
		names++
		if rung, ok := o.First(0); ok && o.Candidates[rung.Candidate].Standing.Live() {
			live++
		}
	}
	return float64(live) / float64(max(1, names))
}

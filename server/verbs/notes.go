package verbs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/outbound"
	"geosrv/server/steer"
	"geosrv/server/words"
)

// explain says what a person should know of an entry, and whether a move has to
// wait.
func (p *Prepared) explain(e operator.Entry, d *control.Done) {
	switch e.Verb {
	case operator.Move, operator.Pin:
		p.goes(e, d)
	case operator.Undrain:
		p.stays(e, d)
	case operator.Drain, operator.Maintenance:
		if !e.Until.IsZero() {
			d.Notes = append(d.Notes, fmt.Sprintf("it ends by itself at %s: what is half installed then is answered as soon as its probes pass", clock(e.Until)))
		}
	case operator.Freeze:
		d.Notes = append(d.Notes, "verdicts stay as they are: who falls silent now is answered on until geosrv thaw")
	case operator.Drill:
		if e.Way == "" {
			d.Notes = append(d.Notes, fmt.Sprintf("it ends at %s, or at once when anything else really falls silent; every move that it causes is taken back", clock(e.Until)))
		}
	case operator.Return:
		if g := words.Group(p.World.Roster, e.Group); g >= 0 && len(d.Moves) == 0 {
			d.Notes = append(d.Notes, fmt.Sprintf("%s stays at %s: nothing that ranks before it is well", e.Group, p.leads(g)))
		}
	}
}

// replaces says which word of somebody an entry takes the place of.
func (p *Prepared) replaces(e operator.Entry, d *control.Done) {
	was, ok := p.Ledger.Decides(e.Key(), p.At)
	if filed, is := p.File.Decides(e.Key(), p.At); is && (e.TakesBack() || e.Verb == operator.Return) {
		d.Notes = append(d.Notes, fmt.Sprintf("%s:%d: the overrides file says %s: that holds again", p.World.Roster.Config.Overrides, filed.Line, filed))
		return
	}
	if !ok || e.TakesBack() || e.Undoes > 0 || was.Verb == operator.Return {
		return
	}
	d.Notes = append(d.Notes, fmt.Sprintf("it takes the place of %s (by %s)", was, cmp.Or(was.Author, "somebody")))
}

// goes is what to know of a group that goes to a pool.
func (p *Prepared) goes(e operator.Entry, d *control.Done) {
	r := p.World.Roster
	g := words.Group(r, e.Group)
	if g < 0 {
		return
	}
	for i, c := range r.Groups[g].Candidates {
		if c.Pool < 0 || r.Pools[c.Pool].Name != e.Pool {
			continue
		}
		is := &p.was[g].Candidates[i]
		switch {
		case is.Standing.Live():
		case is.Never && is.Standing == steer.Silent:
			d.Waiting = fmt.Sprintf("%s: %s has never answered (%s)", e.Group, e.Pool, p.why(g, i))
		default:
			d.Waiting = fmt.Sprintf("%s: %s is %s (%s)", e.Group, e.Pool, is.Standing, p.why(g, i))
		}
	}
	if e.Verb == operator.Pin {
		if d.Waiting != "" && e.Hard {
			d.Notes = append(d.Notes, "alarm: "+d.Waiting+", and is answered all the same")
		} else if d.Waiting != "" {
			d.Notes = append(d.Notes, d.Waiting+": the pin holds as soon as it is up")
		}
		d.Waiting = ""
	}
	if e.Undoes > 0 {
		goesLater(d)
	}
	d.Notes = append(d.Notes, p.sipSide(g, e.Pool)...)
}

// goesLater is for a move that does not wait: it is said now, and holds later.
func goesLater(d *control.Done) {
	if d.Waiting != "" {
		d.Notes = append(d.Notes, d.Waiting+": it moves as soon as it is up (pin --hard leads there at once)")
		d.Waiting = ""
	}
}

// why is what the probes of a candidate say.
func (p *Prepared) why(g int32, candidate int) string {
	r := p.World.Roster
	var out []string
	for _, j := range r.Groups[g].Candidates[candidate].Judges {
		for _, m := range j.Members {
			for _, n := range m.Endpoints {
				key := r.Endpoints[n].Key()
				s := p.States[key]
				word := s.Last.Reason
				if word == "" {
					word = "not probed yet"
				}
				if line := key + ": " + word; !slices.Contains(out, line) && s.Last.Reason != "ok" {
					out = append(out, line)
				}
			}
		}
	}
	if len(out) == 0 {
		return "its probes pass"
	}
	const some = 2
	if more := len(out) - some; more > 0 {
		return strings.Join(out[:some], "; ") + fmt.Sprintf("; and %d more", more)
	}
	return strings.Join(out, "; ")
}

// sipSide is what DNS cannot move: where people go out again.
func (p *Prepared) sipSide(g int32, pool string) (notes []string) {
	for _, s := range outbound.Of(p.World.Roster)[g] {
		notes = append(notes, s.Repoint(pool))
	}
	return notes
}

// stays says which groups do not come back by themselves after an undrain.
func (p *Prepared) stays(e operator.Entry, d *control.Done) {
	r := p.World.Roster
	drained := words.Pools(e.Selector, r)
	for g := range r.Groups {
		group := &r.Groups[g]
		for c := range group.Candidates {
			mark := p.Inputs.Marks[g][c]
			pool := group.Candidates[c].Pool
			if !mark.Set() || !slices.Contains(drained, pool) || !group.Policy.FailbackCommand || p.At.Sub(mark.Since) < group.Policy.Forgive {
				continue
			}
			d.Notes = append(d.Notes, fmt.Sprintf("%s stays at %s (%s was stood down at %s): geosrv return %s",
				group.Name, p.leads(int32(g)), r.Pools[pool].Name, clock(mark.Since), group.Name))
		}
	}
}

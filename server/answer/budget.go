package answer

import (
	"unsafe"

	"geosrv/server/roster"
	"geosrv/server/steer"
)

// finishedOctets is how much all finished blocks of the ladders of a plan may
// take. Ladders that would take more are put together when they are asked for.
const finishedOctets = 64 << 20

// budget decides which sets have finished blocks: in the order of their
// numbers, all that still fit into room. It counts with what a set takes when
// everything is up and every order gives another ladder, so that health never
// moves a set from one side to the other: a plan is the same however it came
// about, and `check` can tell.
func (w *World) budget(room int) {
	w.finishes = make([]bool, len(w.Roster.Sets))
	w.ladders, w.finishable, w.blocks = 0, 0, 0
	for i := range w.Roster.Sets {
		s := &w.Roster.Sets[i]
		if _, served := w.Roster.SetAt(s.Zone, s.RRset); s.Type != typeSRV || !served {
			continue
		}
		w.ladders++
		if n := w.ladderOctets(s); w.blocks+n <= room {
			w.finishes[i] = true
			w.finishable++
			w.blocks += n
		}
	}
}

// Finishable is how many of the ladders in service have finished blocks, and
// how many octets those take at most.
func (w *World) Finishable() (finished, ladders, octets int) {
	return w.finishable, w.ladders, w.blocks
}

// ladderOctets is what the blocks of a set take at most: for each order, its
// records and what they bring along.
func (w *World) ladderOctets(s *roster.Set) int {
	all, largest := 0, 0
	for _, records := range s.By {
		n := w.partOctets(s, records)
		all, largest = all+n, max(largest, n)
	}
	if p := w.Roster.Groups[s.Group].Policy; p.Kind == steer.One && !p.Standby {
		all = largest
	}
	return len(w.rankings[w.shape[s.Group]]) * (all + int(unsafe.Sizeof(block{})))
}

// partOctets is what one candidate takes at most.
func (w *World) partOctets(s *roster.Set, records []int) (n int) {
	for k, i := range records {
		rec := &s.Records[i]
		n += pointerLen + fixedLen + len(rec.RData)
		if repeatedTarget(s, records[:k], rec.Target.Name) {
			continue
		}
		for _, ref := range rec.Target.Addr {
			if carried := w.carriedOctets(ref); carried > 0 {
				n += carried + int(unsafe.Sizeof(cut{}))
			}
		}
	}
	return n
}

// carriedOctets is what an RRset takes at most in an additional section: see
// carries.
func (w *World) carriedOctets(ref roster.Ref) int {
	switch {
	case ref == roster.None:
		return 0
	case ref.Set < 0:
		set := w.zone(ref.Zone).Set(ref.RRset)
		return len(set.Wire) + pointerLen*set.Count
	case w.placed[ref.Set].tailored:
		return 0
	}
	most := 0
	for _, as := range w.Roster.Sets[ref.Set].Addresses {
		if len(as) > 0 {
			most = max(most, len(as)*(pointerLen+fixedLen+as[0].BitLen()/8))
		}
	}
	return most
}

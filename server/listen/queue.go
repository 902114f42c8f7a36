package listen

// queue is connections of which the longest idle is found fast: a heap by the
// time at which each was last seen to speak. A connection that speaks only
// notes the time, without a lock; its place is put right when it comes to the
// top. So each message pays for at most one move.
//
// The zero value is empty; rank says which of an entry's places are meant. Not
// to be copied; under the lock of the register.
type queue struct {
	heap []*entry
	rank int
}

// The queues that an entry stands in, each with a place of its own.
const (
	rankAll = iota
	rankNetwork
	ranks
)

// place is where an entry stands in one queue.
type place struct {
	at   int   // index
	seen int64 // entry.last when it was put there
}

func (q *queue) len() int { return len(q.heap) }

// oldest is the connection that was idle the longest. There must be one.
func (q *queue) oldest() *entry {
	for {
		e := q.heap[0]
		last := e.last.Load()
		if last == e.places[q.rank].seen {
			return e // all others were seen later, and may have spoken since
		}
		e.places[q.rank].seen = last
		q.down(0)
	}
}

// push adds a connection.
func (q *queue) push(e *entry) {
	e.places[q.rank] = place{len(q.heap), e.last.Load()}
	q.heap = append(q.heap, e)
	q.up(len(q.heap) - 1)
}

// remove takes a connection out; it must be in.
func (q *queue) remove(e *entry) {
	at, end := e.places[q.rank].at, len(q.heap)-1
	q.swap(at, end)
	q.heap[end] = nil
	q.heap = q.heap[:end]
	if at < end {
		q.down(at)
		q.up(at)
	}
}

// of is the connections that count at t.
func (q *queue) of(t *tally) (out []*entry) {
	for _, e := range q.heap {
		if e.tally == t {
			out = append(out, e)
		}
	}
	return out
}

func (q *queue) up(i int) {
	for i > 0 && q.less(i, (i-1)/2) {
		q.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (q *queue) down(i int) {
	for {
		first := 2*i + 1
		if first >= len(q.heap) {
			return
		}
		if second := first + 1; second < len(q.heap) && q.less(second, first) {
			first = second
		}
		if !q.less(first, i) {
			return
		}
		q.swap(i, first)
		i = first
	}
}

func (q *queue) less(i, j int) bool {
	return q.heap[i].places[q.rank].seen < q.heap[j].places[q.rank].seen
}

func (q *queue) swap(i, j int) {
	q.heap[i], q.heap[j] = q.heap[j], q.heap[i]
	q.heap[i].places[q.rank].at = i
	q.heap[j].places[q.rank].at = j
}

package listen

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whoever speaks, comes and goes: the oldest is the one that spoke the longest
// ago, and everybody is where their place says.
func TestQueueAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for rank := range ranks {
			q, now := queue{rank: rank}, int64(0)
			for _, step := range rapid.SliceOfN(rapid.IntRange(0, 399), 0, 300).Draw(t, "steps") {
				now++
				switch at := step / 4; {
				case at >= len(q.heap):
					e := new(entry)
					e.last.Store(now)
					q.push(e)
				case step%4 == 0:
					q.remove(q.heap[at])
				case step%4 == 1:
					checkOldest(t, &q)
				default:
					q.heap[at].last.Store(now)
				}
				checkQueue(t, &q)
			}
		}
	})
}

// The last one, which fills the gap, may be older than those above the gap.
func TestQueueRemoveMovesUp(t *testing.T) {
	var q queue
	for _, last := range []int64{1, 10, 2, 11, 12, 3, 4} {
		e := new(entry)
		e.last.Store(last)
		q.push(e)
	}
	q.remove(q.heap[3])
	checkQueue(t, &q)
	if got := q.heap[1].last.Load(); got != 4 {
		t.Errorf("%d stands where 4 has to", got)
	}
	var order []int64
	for q.len() > 0 {
		e := q.oldest()
		order = append(order, e.last.Load())
		q.remove(e)
	}
	if want := []int64{1, 2, 3, 4, 10, 12}; !slices.Equal(order, want) {
		t.Errorf("they go in the order %v, want %v", order, want)
	}
}

func checkQueue(t checker, q *queue) {
	for i, e := range q.heap {
		if e.places[q.rank].at != i {
			t.Fatalf("the entry at %d has place %d", i, e.places[q.rank].at)
		}
		if i > 0 && q.less(i, (i-1)/2) {
			t.Fatalf("the entry at %d stands below one that was seen later", i)
		}
	}
}

func checkOldest(t *rapid.T, q *queue) {
	first := q.heap[0]
	for _, e := range q.heap {
		if e.last.Load() < first.last.Load() {
			first = e
		}
	}
	if got := q.oldest(); got != first {
		t.Fatalf("the oldest spoke at %d, want %d", got.last.Load(), first.last.Load())
	}
}

// checker is a test, one of rapid or a plain one.
type checker interface{ Fatalf(string, ...any) }

// What fills a gap may have to rise more than one step, from a right-hand
// child too.
func TestQueueRemoveMovesUpTwice(t *testing.T) {
	var q queue
	for _, last := range []int64{1, 20, 2, 30, 40, 3, 4, 50, 51, 52, 53, 5, 6, 7, 8} {
		e := new(entry)
		e.last.Store(last)
		q.push(e)
	}
	q.remove(q.heap[8]) // a right-hand child below 30 and 20; 8 takes its place
	checkQueue(t, &q)
	if got := q.heap[1].last.Load(); got != 8 {
		t.Errorf("%d stands where 8 has to", got)
	}
}

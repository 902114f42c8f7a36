package server

import (
	"testing"

	"geosrv/server/listen"
)

// TestCountedAddsEveryCount: a count that is added to two of them is there twice.
func TestCountedAddsEveryCount(t *testing.T) {
	one := counted{
		Families: [2]listen.Counters{{UDP: 1, Panics: 2}, {TCP: 3, Evicted: 4}},
		Rulings:  Rulings{1, 2, 3, 4, 5, 6}, Replies: replySum{Cells: [cells]uint64{0: 7, cells - 1: 8}, Subnets: 9},
	}
	sum := one
	sum.add(&one)
	want := counted{
		Families: [2]listen.Counters{{UDP: 2, Panics: 4}, {TCP: 6, Evicted: 8}},
		Rulings:  Rulings{2, 4, 6, 8, 10, 12}, Replies: replySum{Cells: [cells]uint64{0: 14, cells - 1: 16}, Subnets: 18},
	}
	if sum != want {
		t.Errorf("%+v", sum.Rulings)
	}
}

package listen

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// fakeConn only notes that it was closed.
type fakeConn struct {
	net.Conn
	closed bool
}

func (c *fakeConn) Close() error {
	c.closed = true
	return nil
}

// Whatever opens, speaks and closes in whatever order: the register holds
// what a plain list would, oldest activity first.
func TestRegisterAgainstList(t *testing.T) {
	const limit = 4
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 11), 0, 60).Draw(rt, "steps")
		synctest.Test(t, func(t *testing.T) {
			r := newRegister(limit)
			var list []*entry // the longest idle first
			for _, step := range steps {
				time.Sleep(time.Millisecond) // so that no two acts are of one time
				at := step % limit
				switch {
				case step < limit: // a newcomer
					e, evicted := r.add(&fakeConn{})
					if evicted != (len(list) == limit) {
						t.Fatalf("evicted %v with %d open", evicted, len(list))
					}
					if evicted {
						if !list[0].conn.(*fakeConn).closed {
							t.Fatal("another one than the longest idle was closed")
						}
						list = list[1:]
					}
					list = append(list, e)
				case at >= len(list):
				case step < 2*limit: // one speaks
					e := list[at]
					e.touch()
					list = append(append(append([]*entry(nil), list[:at]...), list[at+1:]...), e)
				default: // one ends
					r.remove(list[at])
					r.remove(list[at]) // twice is once
					list = append(append([]*entry(nil), list[:at]...), list[at+1:]...)
				}
				sameEntries(t, r, list)
			}
		})
	})
}

// sameEntries compares the register with the list, order aside.
func sameEntries(t *testing.T, r *register, list []*entry) {
	t.Helper()
	if len(r.open) != len(list) {
		t.Fatalf("%d in the register, want %d", len(r.open), len(list))
	}
	for _, e := range list {
		if e.at < 0 || e.at >= len(r.open) || r.open[e.at] != e {
			t.Fatalf("entry is not at its index %d", e.at)
		}
		if e.conn.(*fakeConn).closed {
			t.Fatal("an open connection was closed")
		}
	}
}

package compare

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// mostSilent is how often in a row all that is outstanding may be lost.
const mostSilent = 5

// replay does an order by UDP: it keeps the window full, and ends when the time
// is over and any reply has come, or enough replies have. What is outstanding
// then is not lost: there was no time for it.
func replay(ctx context.Context, o *order, d *deck) (*tally, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r := replayer{o: o, deck: d, t: &tally{}}
	defer r.close()
	for i := range o.Sockets {
		l, err := newLane(i, o.To, o.Spread)
		if err != nil {
			return nil, err
		}
		r.lanes = append(r.lanes, l)
		r.polls = append(r.polls, unix.PollFd{Fd: int32(l.fd), Events: unix.POLLIN})
	}
	began := time.Now()
	for heard, silent := began, 0; ; {
		any := r.turn()
		now := time.Now()
		if o.Lasts > 0 && now.Sub(began) >= o.Lasts && r.t.Replies > 0 || o.Count > 0 && r.t.Replies >= o.Count || ctx.Err() != nil {
			r.t.Took = now.Sub(began)
			r.count()
			return r.t, ctx.Err()
		}
		switch {
		case any > 0:
			heard, silent = now, 0
			continue
		case now.Sub(heard) > o.Patient:
			if silent++; silent == mostSilent {
				return nil, fmt.Errorf("nothing came for %v", mostSilent*o.Patient)
			}
			heard = now
			for _, l := range r.lanes {
				l.giveUp()
			}
			r.count()
			continue
		}
		t := unix.NsecToTimespec(int64(10 * time.Millisecond))
		unix.Ppoll(r.polls, &t, nil) // a signal ends it early, which does no harm
	}
}

// replayer is a replay under way. Used by one goroutine.
type replayer struct {
	o *order
	*deck
	t     *tally
	lanes []*lane
	polls []unix.PollFd
}

func (r *replayer) close() {
	for _, l := range r.lanes {
		l.close()
	}
}

// count sums up what the lanes lost.
func (r *replayer) count() {
	r.t.Lost = 0
	for _, l := range r.lanes {
		r.t.Lost += l.lost
	}
}

// turn takes what has come on all lanes, sends as many again, and returns how
// many replies there were.
func (r *replayer) turn() (heard int) {
	window := max(1, r.o.Window/len(r.lanes))
	for _, l := range r.lanes {
		heard += l.hear(r.o, r.t)
		if r.o.Count > 0 && r.t.Sent-r.t.Lost >= r.o.Count {
			continue // an order of a number asks no more than that
		}
		sent := l.ask(r.framed, r.next, window)
		r.t.Sent += sent
		r.next = (r.next + sent) % len(r.framed)
	}
	return heard
}

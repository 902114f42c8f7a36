package main

import (
	"encoding/binary"
	"errors"
	"time"
)

// How the asker asks. Before the new answer is seen it must not compete with
// the server for the cores; once it is seen, every set is asked at once.
const (
	askEvery  = 250 * time.Microsecond // until any set shows the new answer
	askWindow = 64                     // queries in flight after that
	askAgain  = 50 * time.Millisecond  // a query without a reply is lost
	askLimit  = 10 * time.Second       // for all sets to show the new answer
)

// change is what an asker waits for.
type change struct {
	Site    string `json:"site"`
	Demoted bool   `json:"demoted"`
}

// shown is what an asker saw. Times are monotonic, in nanoseconds.
type shown struct {
	At     []int64 `json:"at"`     // by set: when the first reply with the new answer was held
	First  int64   `json:"first"`  // the earliest of them
	Before int64   `json:"before"` // when the last query before First was sent: polling's resolution
	Asked  int     `json:"asked"`
	Stale  int     `json:"stale"` // old answers to queries sent after First; never, for a plan is whole
}

// asker asks for many sets until each has shown a change. Make it with
// newAsker; it belongs to one goroutine.
type asker struct {
	sock    *socket
	queries [][]byte
	want    change
	seen    shown
	left    int
	sent    []int // by set, of this change
	got     []int
	owed    []int // replies that may be old: to queries sent before First
	flying  int
	next    int
}

func newAsker(sock *socket, queries [][]byte) *asker {
	n := len(queries)
	return &asker{sock: sock, queries: queries, sent: make([]int, n), got: make([]int, n), owed: make([]int, n)}
}

// watch asks until every set has shown the change. ready is called when the
// first old answer has come, so that the change may be made.
func (a *asker) watch(want change, ready func()) (shown, error) {
	a.begin(want)
	end := monotonic() + int64(askLimit)
	for said := false; a.seen.First == 0; {
		now := monotonic()
		if now > end {
			return shown{}, errors.New("the new answer never came")
		}
		a.ask(now)
		a.sock.wait(askEvery - time.Duration(monotonic()-now))
		if a.hear(); !said && a.flying < a.seen.Asked {
			said = true
			ready()
		}
		a.sock.wait(askEvery - time.Duration(monotonic()-now)) // the reply came early
	}
	copy(a.owed, a.sent)
	return a.rest(end)
}

// begin forgets the change before.
func (a *asker) begin(want change) {
	for a.sock.receive() != nil {
	}
	a.want, a.left, a.flying = want, len(a.queries), 0
	a.seen = shown{At: make([]int64, len(a.queries))}
	clear(a.sent)
	clear(a.got)
	clear(a.owed)
}

// rest asks for every set that has not shown the change, a window at a time.
func (a *asker) rest(end int64) (shown, error) {
	for last := monotonic(); a.left > 0; {
		now := monotonic()
		if now > end {
			return shown{}, errors.New("some sets never showed the new answer")
		}
		if now-last > int64(askAgain) {
			a.flying, last = 0, now
		}
		for range min(a.left, askWindow-a.flying) {
			a.ask(now)
		}
		if a.hear() > 0 {
			last = now
			continue
		}
		a.sock.wait(time.Millisecond)
	}
	return a.seen, nil
}

// ask sends the query of the next set that has not shown the change.
func (a *asker) ask(now int64) {
	for a.seen.At[a.next] != 0 {
		a.next = (a.next + 1) % len(a.queries)
	}
	i := a.next
	a.next = (i + 1) % len(a.queries)
	if !a.sock.send(a.queries[i]) {
		return
	}
	a.sent[i]++
	a.seen.Asked++
	a.flying++
	if a.seen.First == 0 {
		a.seen.Before = now
	}
}

// hear takes all replies that have come and returns how many.
func (a *asker) hear() (n int) {
	for m := a.sock.receive(); m != nil; m = a.sock.receive() {
		at := monotonic()
		i := int(binary.BigEndian.Uint16(m))
		is, ok := demoted(m, a.want.Site)
		if i >= len(a.queries) || !ok {
			continue
		}
		n++
		a.flying = max(0, a.flying-1)
		a.got[i]++
		switch {
		case is != a.want.Demoted && a.seen.First != 0 && a.got[i] > a.owed[i]:
			a.seen.Stale++
		case is == a.want.Demoted && a.seen.At[i] == 0:
			a.seen.At[i] = at
			a.left--
			if a.seen.First == 0 {
				a.seen.First = at
			}
		}
	}
	return n
}

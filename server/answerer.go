package server

import (
	"sync/atomic"
	"time"

	"geosrv/server/answer"
	"geosrv/server/dnstap"
	"geosrv/server/listen"
)

// answerer answers by the plan of the moment: one load of the pointer for each
// query, so that all of an answer is of one plan. It belongs to one worker; its
// tallies are read by anyone.
type answerer struct {
	desk *desk
	answer.Answerer
	client *listen.Client // of the request in hand
	meta   answer.Meta    // of the client, when it was asked for
	tally  rulingTally
	told   replyTally
	number uint32 // among the workers of its socket
	copied uint32 // exchanges that dnstap was offered
}

// Meta implements answer.Asker.
func (a *answerer) Meta() *answer.Meta {
	c := a.client
	a.meta = answer.Meta{Source: c.From.Addr(), Now: uint32(c.Now.Unix()), Idle: idleUnits(c.Idle), Face: a.desk.face.Load()}
	return &a.meta
}

// Answer implements listen.Answerer.
func (a *answerer) Answer(in []byte, out *listen.Message, c *listen.Client) int {
	if a.client != c {
		a.client, a.Who, a.UDP = c, a, c.UDP
		a.told.tcp.Store(!c.UDP)
	}
	n := a.Reply(a.desk.publisher.Plan(), in, out)
	if !a.Hasty() && n > 0 {
		a.told.count(a.Asked(), out)
	}
	if a.desk.attends.Load() || a.Proven() {
		return a.attend(in, out, n)
	}
	return n
}

// attend is for what not every server does with a reply of n octets: it limits
// it, and shows it to dnstap.
func (a *answerer) attend(in []byte, out *listen.Message, n int) int {
	if n == 0 {
		return 0
	}
	if l := a.desk.limiter.Load(); a.UDP && (l != nil || a.Proven()) {
		n = a.limited(l, in, out[:], n)
	}
	if t := a.desk.tap.Load(); t != nil && n > 0 {
		a.tap(t, in, out[:n])
	}
	return n
}

// tap offers an exchange to dnstap.
func (a *answerer) tap(t *dnstap.Tap, in, out []byte) {
	c := a.client
	a.copied++
	t.Put(a.number, a.copied, &dnstap.Exchange{From: c.From.AddrPort(), At: c.Now, TCP: !c.UDP, Query: in, Reply: out})
}

// limited is what becomes of a reply of n octets by UDP. An address that was
// proven by a cookie is nobody's victim, and is never limited (RFC 7873 7).
func (a *answerer) limited(l *listen.Limiter, in, out []byte, n int) int {
	o, c := a.Outcome(), a.client
	if o.Proven {
		a.tally.proven.Add(1)
		return n
	}
	switch l.Rule(c.From.Addr(), o.Class == answer.Error, o.Key, c.Now) {
	case listen.Pass:
		a.tally.passed.Add(1)
		return n
	case listen.Slip:
		a.tally.slipped.Add(1)
		return a.Slip(in, out)
	case listen.Drop:
		a.tally.dropped.Add(1)
		return 0
	default:
		return n
	}
}

// idleUnits is a time in units of 100 ms, as RFC 7828 3.1 wants it.
func idleUnits(d time.Duration) uint16 {
	const unit, most = 100 * time.Millisecond, 1<<16 - 1
	return uint16(min(d/unit, most))
}

// Rulings say what became of replies by UDP, in replies since the start. Copy
// them freely.
type Rulings struct {
	Passed  uint64 // sent: within the rate
	Slipped uint64 // sent short, so that an honest asker comes by TCP
	Dropped uint64 // not sent
	Exempt  uint64 // sent: to loopback, to an exempt network, or nothing is limited
	Proven  uint64 // sent: a cookie proved the address
	Crowded uint64 // of those passed: not counted against anybody, for want of room
}

// rulingTally counts for one worker. An answerer is larger than a cache line,
// so that no worker slows another by it.
type rulingTally struct{ passed, slipped, dropped, proven atomic.Uint64 }

// rulings adds what became of the worker's replies to a sum.
func (a *answerer) rulings(sum *Rulings) {
	t := &a.tally
	ruled := Rulings{Passed: t.passed.Load(), Slipped: t.slipped.Load(), Dropped: t.dropped.Load(), Proven: t.proven.Load()}
	sum.Passed += ruled.Passed
	sum.Slipped += ruled.Slipped
	sum.Dropped += ruled.Dropped
	sum.Proven += ruled.Proven
	if !a.told.tcp.Load() { // all others were let go without a word
		var all replySum
		all.add(a)
		of := all.total()
		sum.Exempt += of - min(of, ruled.Passed+ruled.Slipped+ruled.Dropped+ruled.Proven)
	}
}

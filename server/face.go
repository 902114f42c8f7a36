package server

import (
	"slices"
	"sync"
	"sync/atomic"

	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/dnstap"
	"geosrv/server/listen"
	"geosrv/server/load"
	"geosrv/server/wire"
)

// desk is where a worker looks for each packet: the plan, what the server says
// of itself, and how much it sends to whom. Each is one pointer that is swapped
// as a whole. Make it with newDesk; it must not be copied. set is for one
// goroutine at a time, the rest for any number.
type desk struct {
	publisher *Publisher
	face      atomic.Pointer[answer.Face]    // nil before the first load
	limiter   atomic.Pointer[listen.Limiter] // nil: nothing is limited
	rates     listen.Rates                   // those of limiter
	crowded   atomic.Uint64                  // counted by the limiters before
	tap       atomic.Pointer[dnstap.Tap]     // nil: nobody gets copies
	attends   atomic.Bool                    // there is one of both: see attend
	changes   sync.Mutex                     // of one of both
	random    *wire.Secrets                  // for who names no file of secrets; as long as the process
}

func newDesk(p *Publisher) *desk { return &desk{publisher: p, random: wire.RandomSecrets()} }

// set takes over what a load says. Whoever is limited stays so unless the rates
// are others.
func (d *desk) set(l *load.Loaded) {
	c := l.Config
	d.face.Store(&answer.Face{
		Secrets: d.secrets(l), NSID: c.NSID, Version: c.Chaos.Version, ID: c.Chaos.ID,
	})
	switch rates := ratesOf(&c.RateLimit); {
	case c.RateLimit.Off:
		d.limit(nil)
	case d.limiter.Load() == nil || !sameRates(rates, d.rates):
		d.limit(listen.NewLimiter(rates))
		d.rates = rates
	}
}

// limit puts a limiter in the place of another, and keeps what that one
// counted.
func (d *desk) limit(l *listen.Limiter) {
	d.changes.Lock()
	defer d.changes.Unlock()
	d.crowded.Add(d.limiter.Swap(l).Crowded())
	d.attends.Store(l != nil || d.tap.Load() != nil)
}

// tell has copies go to t from now on, and returns who had them before.
func (d *desk) tell(t *dnstap.Tap) (before *dnstap.Tap) {
	d.changes.Lock()
	defer d.changes.Unlock()
	before = d.tap.Swap(t)
	d.attends.Store(t != nil || d.limiter.Load() != nil)
	return before
}

// crowds is how many replies passed for want of room, since the start.
func (d *desk) crowds() uint64 {
	return d.crowded.Load() + d.limiter.Load().Crowded()
}

// secrets are those that cookies are made with, nil for no cookies at all.
func (d *desk) secrets(l *load.Loaded) *wire.Secrets {
	switch {
	case l.Config.Cookies.Off:
		return nil
	case l.Secrets != nil:
		return l.Secrets
	}
	return d.random
}

// ratesOf says it in the words of the sockets, which know no configuration.
func ratesOf(r *config.RateLimit) listen.Rates {
	return listen.Rates{
		Answers: r.Answers, Errors: r.Errors, Slip: r.Slip, V4: r.V4, V6: r.V6, Exempt: r.Exempt,
	}
}

func sameRates(a, b listen.Rates) bool {
	return a.Answers == b.Answers && a.Errors == b.Errors && a.Slip == b.Slip && a.V4 == b.V4 && a.V6 == b.V6 &&
		slices.Equal(a.Exempt, b.Exempt)
}

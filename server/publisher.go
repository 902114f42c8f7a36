package server

import (
	"context"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/journal"
	"geosrv/server/load"
	"geosrv/server/operator"
)

// Publisher owns the plan: one goroutine joins the newest world, verdicts and
// operator's words, renders what changed and swaps the pointer. Joining reads
// no file and waits for nobody. When nothing else is to do, the same goroutine
// makes finished blocks of the plan's ladders and swaps again.
//
// Make one with NewPublisher; it must not be copied. Hand, Report and Words
// may be called from any goroutine and never block; Plan is one atomic load. Say
// and Picture wait for the publisher's goroutine.
type Publisher struct {
	plan  atomic.Pointer[answer.Plan]
	ready chan struct{}
	tally publishTally

	log *slog.Logger
	mailbox

	// The rest belongs to the goroutine of Run.
	composer answer.Composer
	world    *answer.World
	in       *answer.Inputs
	index    map[string]int32 // endpoint key -> number
	states   map[string]health.State
	settles  []time.Time // by endpoint: when its verdict changes by time alone
	returns  []time.Time // by group: when its marks want to be looked at again
	marks    marks
	file     *operator.Ledger     // what the overrides file says
	said     *operator.Ledger     // what verbs said
	ledger   *operator.Ledger     // both
	ends     time.Time            // when the next entry of the ledger ends
	homeward map[string]time.Time // the groups of which somebody said return, and when
	journal  *journal.Journal
	turns    []journal.Turn // verdicts that moved and are not noted yet
	pace     pace
	tidy     *tidy
	finisher finisher
	frozen   bool                 // by an operator
	drills   map[string]drill     // in force, by pool
	over     []operator.Entry     // drills that something silent ended
	served   []*errand            // done in this join
	told     map[string]time.Time // words whose end was told before it came, by noticeOf: when that is
	stuck    map[string]string    // groups that a hard pin holds at a silent pool: which
	advice   advice
	faulted  bool // the last join did not come to its end: what it changed is not published
	memory
	sight
	rejoins
}

// Words are what the overrides file says. The zero value is nothing new.
type Words struct {
	Version uint64 // of the file: a later content has a higher one
	Ledger  *operator.Ledger
}

// wordsOf are those of a load.
func wordsOf(l *load.Loaded) Words { return Words{Version: l.Said, Ledger: l.Ledger} }

// take takes words unless newer ones were handed in before.
func (n *pending) take(w Words) {
	if w.Ledger != nil && w.Version >= n.words {
		n.words, n.ledger = w.Version, w.Ledger
	}
}

// NewPublisher returns a publisher that logs each change of an answer.
func NewPublisher(log *slog.Logger) *Publisher {
	return &Publisher{
		ready: make(chan struct{}), mailbox: newMailbox(), log: log,
		states: map[string]health.State{}, marks: marks{},
		file: &operator.Ledger{}, said: &operator.Ledger{}, ledger: &operator.Ledger{},
		journal: journal.New(log), tidy: newTidy(), memory: newMemory(), told: map[string]time.Time{}, stuck: map[string]string{},
	}
}

// Plan returns the current plan, nil before the first world.
func (p *Publisher) Plan() *answer.Plan { return p.plan.Load() }

// Ready is closed once the first plan is published.
func (p *Publisher) Ready() <-chan struct{} { return p.ready }

// Hand hands in a world and what operators said: both are joined together,
// because a word about a new pool must not meet the world before. What is made
// from an older input than what is held of it is dropped, each for itself. Done
// takes the number.
func (p *Publisher) Hand(version uint64, w *answer.World, words Words) (number uint64) {
	return p.press(func(n *pending) {
		if version >= n.version {
			n.version, n.world = version, w
		}
		n.take(words)
	})
}

// Words hands in what operators said, unless it is older than what is held. Done
// takes the number.
func (p *Publisher) Words(words Words) (number uint64) {
	return p.press(func(n *pending) { n.take(words) })
}

// Report hands in the state of an endpoint after a probe.
func (p *Publisher) Report(key string, s health.State, _ health.Observation) {
	p.put(func(n *pending) {
		if n.states == nil {
			n.states = map[string]health.State{}
		}
		n.states[key] = s
	})
}

// Run publishes until ctx is done.
func (p *Publisher) Run(ctx context.Context) {
	var tidying sync.WaitGroup
	tidying.Go(func() { p.tidy.run(ctx) })
	defer tidying.Wait()
	timer, behind := time.NewTimer(time.Hour), time.NewTimer(time.Hour)
	defer timer.Stop()
	defer behind.Stop()
	var next time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-behind.C:
			p.finish(next)
			continue
		case <-p.wake:
		case <-timer.C:
		}
		p.pace.pressed = p.hold(ctx, p.pace.wait(time.Now()))
		now := time.Now()
		p.guarded(now)
		wait := p.next(now)
		next = now.Add(wait)
		timer.Reset(wait)
		if behind.Stop(); !p.finisher.since.IsZero() {
			behind.Reset(p.finisher.due.Sub(now))
		}
	}
}

// guarded joins, and survives what must not happen: the plan before goes on
// answering, and the next join renders everything.
func (p *Publisher) guarded(now time.Time) {
	defer p.answered()
	defer func() {
		if fault := recover(); fault != nil {
			p.faulted = true
			p.tally.faults.Add(1)
			p.log.Error("nothing was published: a fault in geosrv", "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	p.join(now)
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// next is how long nothing changes by time alone.
func (p *Publisher) next(now time.Time) time.Duration {
	next := now.Add(time.Hour)
	returns := p.returns
	if p.frozen {
		returns = nil
	}
	for _, times := range [...][]time.Time{p.settles, returns, {p.ends, p.look}} {
		for _, t := range times {
			if !t.IsZero() && t.Before(next) {
				next = t
			}
		}
	}
	return max(next.Sub(now), 0)
}

// join takes what is pending and publishes if anything changed.
func (p *Publisher) join(now time.Time) {
	n := p.take()
	whole := n.world != nil
	if whole {
		p.adopt(n.world)
	}
	if p.world == nil {
		for k, s := range n.states {
			p.states[k] = s
		}
		if n.ledger != nil {
			p.file = n.ledger
		}
		p.errands(n.errands, now)
		return
	}
	changed := p.weigh(now, p.verdicts(n.states, now))
	if n.ledger != nil {
		p.file = n.ledger
	}
	spoke := p.errands(n.errands, now)
	spoke = p.endDrills(now) || spoke || n.ledger != nil
	if whole || p.faulted || spoke || !p.ends.IsZero() && !now.Before(p.ends) {
		p.say(now)
		changed = everyGroup(p.world.Roster)
	}
	slices.Sort(changed)
	changed = slices.Compact(changed)
	changed = append(changed, p.stepMarks(changed, now)...)
	if whole || p.faulted || len(changed) > 0 {
		p.publish(changed, now)
	}
	p.faulted = false
	p.joined(n.number)
	p.journal.Endpoints(p.turns)
	p.turns = p.turns[:0]
}

// publish renders and swaps.
func (p *Publisher) publish(changed []int32, now time.Time) {
	before := p.base()
	var next *answer.Plan
	if before == nil || before.World() != p.world {
		next = p.composer.Compose(p.world, p.in)
	} else {
		next = p.composer.Update(before, p.in, changed)
	}
	p.plan.Store(next)
	p.tally.published(now)
	took := time.Since(now)
	p.pace.spend(took)
	p.finisher.published(now, took)
	if before == nil {
		close(p.ready)
	}
	p.journal.Advise(p.advise(changed))
	p.journal.Note(now, p.world.Roster, p.composer.Standings, changed, p.turns)
	p.pinned(changed, now)
}

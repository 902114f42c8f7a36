package chaos

import (
	"slices"
	"sync"
	"time"
)

// servers is how many nameservers there are.
const servers = 3

// sight is what is true of an edge for one nameserver, or of a way.
type sight uint8

const (
	good    sight = iota // it is as it should be
	bad                  // whoever looks must find it dead
	unclear              // it may be taken for either
)

// era is what began at a time and holds until the next one. Times count from the
// start of the run.
type era struct {
	since time.Duration
	is    sight
}

// history is a sequence of eras, the first from the start. The zero value is good
// since ever.
type history []era

// put begins an era.
func (h *history) put(at time.Duration, is sight) { *h = append(*h, era{at, is}) }

// only reports whether nothing but one sight was true from a time to another.
func (h history) only(is sight, from, to time.Duration) bool {
	now := good
	for _, e := range h {
		if e.since > from {
			if now != is {
				return false
			}
			if e.since > to {
				return true
			}
		}
		now = e.is
	}
	return now == is
}

// edit is one generation on the disk of a nameserver: when it was about to be put
// there, and from when on it must be served; 0 as long as that is not known.
type edit struct {
	generation   int
	begun, acked time.Duration
}

// truth is what really was. Its methods may be called from any goroutine. Make it
// with newTruth.
type truth struct {
	started time.Time

	mu      sync.Mutex
	edges   [servers][4][perSite]history // what each nameserver must find
	process [servers]history             // bad: does not run; unclear: runs, and may know nothing yet
	ways    [servers + 1]history         // between client and nameserver; the last to the resolver
	drains  [servers][4]history          // bad: a person said drain; unclear: is saying it
	drained [4][perSite]history          // bad or unclear: the edge itself asks for it
	edits   [servers][]edit
	holds   [servers][4][perSite]holds // why edges are not good
}

// holds are the reasons under way why an edge is not good for a nameserver.
type holds map[string]sight

func newTruth(now time.Time) *truth {
	t := &truth{started: now}
	for k := range t.edits {
		t.edits[k] = []edit{{generation: 1}}
		for p := range t.holds[k] {
			for n := range t.holds[k][p] {
				t.holds[k][p][n] = holds{}
			}
		}
	}
	return t
}

// now is the time since the start.
func (t *truth) now() time.Duration { return time.Since(t.started) }

// edge says that an edge is something to a nameserver for a reason; good ends the
// reason. Two reasons at once are unclear unless one of them is bad.
func (t *truth) edge(k, pool, number int, reason string, is sight) {
	t.mu.Lock()
	defer t.mu.Unlock()
	why := t.holds[k][pool][number]
	if why[reason] = is; is == good {
		delete(why, reason)
	}
	now := good
	for _, s := range why {
		if s == bad {
			now = bad
			break
		}
		now = unclear
	}
	t.edges[k][pool][number].put(t.now(), now)
}

// put begins an era of one of the histories.
func (t *truth) put(h *history, is sight) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.put(t.now(), is)
}

// begin says that a generation is about to be on a nameserver's disk.
func (t *truth) begin(k, generation int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.edits[k] = append(t.edits[k], edit{generation: generation, begun: t.now()})
}

// acknowledge says that a nameserver must serve a generation, or a later one, from
// now on.
func (t *truth) acknowledge(k, generation int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.edits[k], func(e edit) bool { return e.generation == generation })
	if i >= 0 && t.edits[k][i].acked == 0 {
		t.edits[k][i].acked = t.now()
	}
}

// allowed reports whether a generation may be answered to what was sent at one
// time and held at another.
func (t *truth) allowed(k, generation int, sent, held time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := false
	for _, e := range t.edits[k] {
		if e.generation > generation && e.acked != 0 && e.acked < sent {
			return false // a newer one was due
		}
		found = found || e.generation == generation && e.begun <= held
	}
	return found
}

// sound reports whether a question had to be answered: the server ran, and the
// way was whole.
func (t *truth) sound(k int, from, to time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.process[k].only(good, from, to) && t.ways[k].only(good, from, to)
}

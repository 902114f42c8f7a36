package server

import (
	"flag"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"geosrv/server/answer"
	"geosrv/server/oracle"
	"geosrv/server/oracle/random"
)

// The packet path against its slow twin: drawn zones, pools, groups, standings
// and words of operators, and drawn queries from everywhere. Each reply must be
// one that the oracle accepts, and so must be what others inside its scope get.
//
//	go test ./server -run TestTwin                                  # seconds
//	go test ./server -run TestTwin -twin.queries=1000000 -timeout 30m   # all of it
//	go test ./server -run TestTwin -twin.seed=7 -twin.world=123     # one world again
//
// A failure prints the flags that repeat it and the world made small.
func TestMain(m *testing.M) {
	flag.Int("twin.queries", 0, "how many queries TestTwin asks; 0 for some thousand")
	flag.Uint64("twin.seed", 1, "the seed of TestTwin's worlds")
	flag.Int("twin.world", -1, "the one world that TestTwin draws; negative for all")
	flag.Parse()
	os.Exit(m.Run())
}

// option is the value of a flag.
func option[T any](name string) T { return flag.Lookup(name).Value.(flag.Getter).Get().(T) }

// Balance of worlds and queries: a world is drawn and loaded for statesEach
// states, each of which is asked queriesEach questions.
const (
	statesEach  = 4
	queriesEach = 30
)

// TestTwin asks the packet path and the oracle the same.
func TestTwin(t *testing.T) {
	queries := option[int]("twin.queries")
	if queries == 0 {
		queries = 20_000
		if underRace {
			queries = 2_400
		}
	}
	worlds := (queries + statesEach*queriesEach - 1) / (statesEach * queriesEach)
	if one := option[int]("twin.world"); one >= 0 {
		newTwin(t, one).run()
		return
	}
	var next, asked atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(worlds) && !t.Failed(); i = next.Add(1) - 1 {
				asked.Add(int64(newTwin(t, int(i)).run()))
			}
		})
	}
	wg.Wait()
	t.Logf("%d queries to %d worlds of %d states", asked.Load(), worlds, statesEach)
}

// twin is one world and both that answer from it.
type twin struct {
	t      *testing.T
	seed   uint64
	number int
	r      *rand.Rand
	drawn  oracle.World
	zones  []random.Zone // what to ask about
	asked  int
}

func newTwin(t *testing.T, number int) *twin {
	seed := option[uint64]("twin.seed")
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	w := &twin{t: t, seed: seed, number: number, r: r, drawn: drawEstate(r)}
	for _, z := range w.drawn.Zones {
		w.zones = append(w.zones, random.Zone{Apex: z.Apex, Records: z.Records})
	}
	return w
}

// run asks in several states, one plan made from the one before. It returns
// how many queries it asked.
func (w *twin) run() int {
	world, err := worldOfDrawn(&w.drawn)
	if err != nil {
		w.t.Errorf("world %d of seed %d does not load: %v\n%s", w.number, w.seed, err, yamlOf(&w.drawn))
		return 0
	}
	var c answer.Composer
	var plan *answer.Plan
	var groups []int32
	for i := range world.Roster.Groups {
		groups = append(groups, int32(i))
	}
	places := placesOf(world.Roster)
	for range statesEach {
		state := drawState(w.r, w.drawn, places)
		in := inputsOf(&state, world.Roster)
		if plan == nil {
			plan = c.Compose(world, in)
		} else {
			plan = c.Update(plan, in, groups)
		}
		p := newPair(&c, plan, oracle.New(state))
		if w.r.IntN(2) == 0 {
			plan = p.whole // of which the next is made, as the publisher does
		}
		for range queriesEach {
			q := w.query()
			w.asked++
			if wrong := p.compare(q, w.r); wrong != "" {
				w.report(state, q, wrong)
				return w.asked
			}
		}
	}
	return w.asked
}

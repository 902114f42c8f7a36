package main

import (
	"context"
	"log/slog"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"geosrv/health"
	"geosrv/server"
	"geosrv/server/answer"
	"geosrv/server/listen"
	"geosrv/server/load"
)

// stage is a server without a runner: world, publisher and sockets are the real
// ones, and the bench steps the states itself. Make it with newStage.
type stage struct {
	world     *answer.World
	publisher *server.Publisher
	listener  *listen.Server
	end       context.CancelFunc
	wait      sync.WaitGroup
	states    map[string]health.State
}

// timing turns a site on in one step, so that each flip is one step that
// changes every answer. In between a rising pool would show first.
func timing() health.Timing {
	t := health.DefaultTiming()
	t.Rise, t.HoldDown, t.Quarantine = 1, 0, 0
	return t
}

func newStage(file string) (*stage, error) {
	log := slog.New(slog.DiscardHandler)
	loaded, err := load.New(log, file).Load()
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	s := &stage{world: loaded.World, publisher: server.NewPublisher(log), end: end, states: map[string]health.State{}}
	s.wait.Go(func() { s.publisher.Run(ctx) })
	s.publisher.Words(server.Words{Version: loaded.Said, Ledger: loaded.Ledger})
	s.publisher.Hand(loaded.Version, loaded.World, server.Words{})
	<-s.publisher.Ready()
	s.listener, err = listen.Listen(listen.Config{
		Addrs:   []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
		Workers: processors(),
		New:     func() listen.Answerer { return &answerer{publisher: s.publisher} },
	})
	if err != nil {
		s.close()
		return nil, err
	}
	s.listener.Serve()
	for _, e := range loaded.World.Roster.Endpoints {
		s.step(e, health.Answered)
	}
	return s, nil
}

// processors says how many workers there are to be, and gives Go some
// processors beside them, as geosrv serve does.
func processors() (workers int) {
	workers = runtime.NumCPU()
	runtime.GOMAXPROCS(workers + listen.Spare)
	return workers
}

// addr is where the stage answers.
func (s *stage) addr() netip.AddrPort { return s.listener.Addrs()[0] }

func (s *stage) close() {
	if s.listener != nil {
		s.listener.Close()
	}
	s.end()
	s.wait.Wait()
}

// step is what the runner does with an observation. It returns when the state
// was stepped, before the report.
func (s *stage) step(e health.Endpoint, o health.Outcome) (stepped int64) {
	reason := health.ReasonOK
	if o == health.Failed {
		reason = health.ReasonRefused
	}
	key := e.Key()
	next := health.Step(s.states[key], health.Observation{Outcome: o, Reason: reason, Began: time.Now()}, timing())
	stepped = monotonic()
	s.states[key] = next
	s.publisher.Report(key, next, next.Last)
	return stepped
}

// at lists the endpoints of a site.
func (s *stage) at(site int) (out []health.Endpoint) {
	for _, e := range s.world.Roster.Endpoints {
		for server := range serversPerSite {
			if e.Addr.Addr() == serverAt(site, server) {
				out = append(out, e)
			}
		}
	}
	return out
}

// answerer answers by the plan of the moment, as the server's own does.
type answerer struct {
	publisher *server.Publisher
	answer.Answerer
}

// Answer implements listen.Answerer.
func (a *answerer) Answer(in []byte, out *listen.Message, c *listen.Client) int {
	a.Who, a.UDP = &answer.Meta{Source: c.From.Addr()}, c.UDP
	return a.Reply(a.publisher.Plan(), in, out)
}

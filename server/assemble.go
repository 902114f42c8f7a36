package server

import (
	"cmp"
	"runtime"
	"slices"

	"geosrv/health"
	"geosrv/server/journal"
	"geosrv/server/load"
	"geosrv/server/peers"
	"geosrv/server/watch"
)

// assemble makes the parts of a server around its first load, and gives them what the
// process before handed over, if there is one. None of them runs yet.
func (s *Server) assemble(o Options, loaded *load.Loaded, estate *handed) error {
	var err error
	if s.watcher, err = watch.New(o.Log); err != nil {
		return err
	}
	s.hook = journal.NewHook(o.Log)
	s.publisher.journal.Tell(s.hook)
	s.circle = peers.New(peers.Options{Own: s.publisher.own, Tell: s.publisher.compared, Tempo: o.tempo})
	s.runner = health.NewRunner(s.circle.Probe(o.Probe), s.reportProbe, health.Remember(s.recall(loaded, estate)),
		health.InFlight(loaded.Config.Probe.MaxInFlight), health.OnFault(func(key string, fault any) {
			o.Log.Error("a fault in geosrv: the endpoint is probed again in a second", "endpoint", key, "fault", fault)
		}))
	s.publisher.Ask(s.runner)
	s.desk = newDesk(s.publisher)
	s.taps = newTaps(s.desk, o.Log, o.Version, cmp.Or(o.Workers, runtime.GOMAXPROCS(0)))
	s.page = newPage(s)
	held, alone := estate.sockets()
	s.sockets = newSockets(o.Log, s.desk, o.Workers, slices.Concat(o.Held, held))
	s.sockets.handed = alone
	if o.Control {
		s.controlled = newControlled(o.Log, s.verbs())
	}
	s.endow(estate)
	return nil
}

package server

import (
	"log/slog"
	"net/netip"
	"os"
	"sync"

	"geosrv/server/config"
	"geosrv/server/handover"
	"geosrv/server/load"
	"geosrv/server/metrics"
	"geosrv/server/status"
)

// statusPage is the status page over time: it moves when the configuration says
// so. Make it with newStatusPage; it must not be copied. Safe for concurrent use.
type statusPage struct {
	log     *slog.Logger
	options status.Options
	handed  *handed // where its socket may be; nil: nobody handed over

	mu   sync.Mutex
	open *status.Server // nil if there is none
	at   netip.AddrPort // where it was wanted
}

func newStatusPage(o status.Options) *statusPage {
	return &statusPage{log: o.Log, options: o}
}

// newPage is the page of a server, with all that is beside it.
func newPage(s *Server) *statusPage {
	return newStatusPage(status.Options{
		Log: s.log, Report: s.report, Queries: s.queries, Extra: metrics.Handlers(metrics.NewCollector(s.Measured), s.Ready),
	})
}

// queries is how many came since the start.
func (s *Server) queries() uint64 {
	c := s.Counters()
	return c.UDP + c.TCP
}

// set goes where a configuration says. What was there before stays if the new
// address cannot be had.
func (p *statusPage) set(c config.Status) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !c.Listen.IsValid():
		p.replace(nil, c.Listen)
		return nil
	case p.open != nil && p.at == c.Listen:
		p.open.Allow(c.Names)
		return nil
	}
	next, err := p.listen(c)
	if err != nil {
		return config.Error{Pos: c.Pos, Problem: "status: " + err.Error()}
	}
	p.replace(next, c.Listen)
	p.log.Info("shown at", "status", "http://"+next.Addr().String())
	return nil
}

// listen makes the page's socket, or adopts it. The caller holds mu.
func (p *statusPage) listen(c config.Status) (*status.Server, error) {
	if file := p.handed.take(handover.Page, c.Listen.String()); file != nil {
		return status.Adopt(file, c.Names, p.options)
	}
	return status.Listen(c.Listen, c.Names, p.options)
}

// copy is where the page is wanted, and a copy of its socket for the process that
// takes over.
func (p *statusPage) copy() (at string, f *os.File, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		return "", nil, nil
	}
	f, err = p.open.Copy()
	return p.at.String(), f, err
}

// replace ends the page before. The caller holds mu.
func (p *statusPage) replace(next *status.Server, at netip.AddrPort) {
	before := p.open
	p.open, p.at = next, at
	if before != nil {
		before.Close()
	}
}

// addr is where the page is; not valid if there is none.
func (p *statusPage) addr() netip.AddrPort {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		return netip.AddrPort{}
	}
	return p.open.Addr()
}

// close ends it, and returns when nothing of it is left.
func (p *statusPage) close() { _ = p.set(config.Status{}) }

// StatusAddr is where the status page is, with the port that was had for port 0;
// not valid if there is none.
func (s *Server) StatusAddr() netip.AddrPort { return s.page.addr() }

// show moves the status page to where the configuration says. An address that cannot
// be had keeps nobody from answering queries: it is tried again and again, and logged
// once. The caller holds mu.
func (s *Server) show(l *load.Loaded) error {
	err := s.page.set(l.Config.Status)
	switch {
	case err == nil:
		s.unshown = ""
		return nil
	case err.Error() == s.unshown:
		return err
	}
	s.unshown = err.Error()
	if s.page.addr().IsValid() {
		s.log.Error("the status page stays as it was", "error", err)
	} else {
		s.log.Error("there is no status page", "error", err)
	}
	return err
}

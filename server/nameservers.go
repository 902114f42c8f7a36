package server

import (
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"time"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/load"
	"geosrv/server/peers"
	"geosrv/server/roster"
	"geosrv/server/wire"
)

// own is what queries are answered now, in full, to be compared with what others
// answer; nil if they are not. Where a fault hinders it, nothing is compared.
func (p *Publisher) own(from netip.Addr, query []byte) (reply []byte) {
	plan := p.Plan()
	if plan == nil {
		return nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			p.log.Error("a fault in geosrv: nothing is compared", "fault", fault, "stack", string(debug.Stack()))
			reply = nil
		}
	}()
	out := new(wire.Room)
	a := answer.Answerer{Who: &answer.Meta{Source: from}}
	return out[:a.Reply(plan, query, out)]
}

// compared notes that another nameserver disagrees for long, or no more. It may
// be called from any goroutine.
func (p *Publisher) compared(e peers.Event) {
	note := func(time.Time) bool {
		p.journal.Nameserver(e.At, e.Peer, e.From, e.To, e.Groups, e.Cause)
		return false
	}
	p.put(func(n *pending) { n.errands = append(n.errands, &errand{do: note, done: make(chan struct{})}) })
}

// compare has the other nameservers asked for the groups of a load. The caller
// holds mu.
func (s *Server) compare(l *load.Loaded) {
	self := s.isSelf()
	s.circle.Set(l.World.Roster, func(n roster.Nameserver) bool {
		// Behind a translation of addresses we only know by our name that it is us.
		return self(n.Endpoint.Addr) || n.Name == l.Config.NSID || n.Name == l.Config.Chaos.ID
	})
}

// isSelf tells which addresses are those of this server: it listens there.
func (s *Server) isSelf() func(netip.AddrPort) bool {
	open := s.sockets.addrs()
	return func(at netip.AddrPort) bool {
		return slices.ContainsFunc(open, func(a netip.AddrPort) bool {
			return a == at || a.Port() == at.Port() && a.Addr().IsUnspecified() && a.Addr().Is4() == at.Addr().Is4() && here(at.Addr())
		})
	}
}

// here reports whether an interface of this host has an address.
func here(at netip.Addr) bool {
	ours, err := net.InterfaceAddrs()
	return err == nil && slices.ContainsFunc(ours, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.Equal(at.AsSlice())
	})
}

// Nameservers are how the other nameservers stand that this one compares itself
// with.
func (s *Server) Nameservers() []peers.Standing { return s.circle.Standings() }

// nameserverStatus is that for the status.
func (s *Server) nameserverStatus() (out []control.NameserverStatus) {
	for _, p := range s.circle.Standings() {
		st := control.NameserverStatus{
			Name: p.Name, Addr: p.Addr.String(), Heard: p.Heard, Since: control.When(p.Since), Questions: p.Questions,
			Counted: control.NameserverCount(p.Counts),
		}
		for _, d := range p.Disagrees {
			st.Disagrees = append(st.Disagrees, control.Disagreeing(d))
		}
		out = append(out, st)
	}
	return out
}

// thisNameserver is what this one is called that knows no name of its own.
const thisNameserver = "this nameserver"

// told says which nameservers know of an order: this one. The others, those of
// the configuration, else those of the zones, have to be told by hand.
func (s *Server) told(r *roster.Roster, done *control.Done) {
	names := serverNames(r)
	if len(r.Nameservers) == 0 {
		name := s.ownName(r, names)
		if len(names) == 1 {
			name = names[0]
		}
		done.Told, done.Of = []string{name}, max(1, len(names))
		if len(names) > 1 {
			done.Untold = slices.DeleteFunc(names, func(n string) bool { return n == name })
		}
		return
	}
	var others []string
	for _, p := range s.circle.Standings() {
		others = append(others, p.Name)
	}
	left := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(others, n) })
	name := s.ownName(r, left)
	if name == thisNameserver && len(left) == 1 {
		name = left[0] // the only one that is no other
	}
	done.Told, done.Untold, done.Of = []string{name}, others, len(others)+1
}

// serverNames are the nameservers of the zones, each by one name: a server may
// have another one in each zone.
func serverNames(r *roster.Roster) (names []string) {
	seen := map[string]bool{}
	for _, ns := range r.NS {
		at := fmt.Sprint(ns.Addrs)
		if len(ns.Addrs) == 0 || !seen[at] {
			seen[at] = true
			names = append(names, ns.Name)
		}
	}
	return names
}

// ownName is what the zones call this nameserver, among some of their names: it
// listens there, or says so of itself.
func (s *Server) ownName(r *roster.Roster, among []string) string {
	self := s.isSelf()
	for _, ns := range r.NS {
		mine := slices.ContainsFunc(ns.Addrs, func(a netip.Addr) bool { return self(netip.AddrPortFrom(a, dnsPort)) })
		if mine && slices.Contains(among, ns.Name) {
			return ns.Name
		}
	}
	for _, name := range [...]string{r.Config.NSID, r.Config.Chaos.ID} {
		if slices.Contains(among, name) {
			return name
		}
	}
	return thisNameserver
}

// dnsPort is where a nameserver of a zone is asked (RFC 1035 4.2).
const dnsPort = 53

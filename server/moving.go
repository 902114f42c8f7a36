package server

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
)

// move is one change of the addresses that are listened on. It is used once,
// under the lock of its sockets.
type move struct {
	*sockets
	want  []netip.AddrPort
	next  []socket // as want; no server yet, or none where it is left out
	old   []socket // not wanted any more
	added []socket
	late  []int // of want: they wait for a port that one of old has
}

// set listens on the wanted addresses: what is new is bound first, what is not
// wanted is closed after that. If an address cannot be had, all stays as it
// was.
//
// One thing cannot be bound first: all addresses of a port while one of them is
// listened on, or the other way round. Then the old sockets give way, and for
// about a millisecond nobody listens there. If that was in vain they are bound
// again, and do not give way to the same wish twice unless insist was called.
func (s *sockets) set(want []netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &move{sockets: s, want: want, next: make([]socket, len(want)), old: slices.Clone(s.open)}
	err := m.bindNew()
	if err == nil && len(m.late) > 0 {
		err = m.giveWay()
	}
	if err != nil {
		s.closeAll(m.added)
		return err
	}
	for _, a := range m.added {
		a.server.Serve()
	}
	s.open = slices.DeleteFunc(m.next, func(one socket) bool { return one.server == nil })
	s.closeAll(m.old)
	s.vain = nil
	return nil
}

// insist lets sockets give way once more to what they gave way to in vain.
func (s *sockets) insist() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vain = nil
}

// bindNew keeps what is wanted still, and binds what is new and free.
func (m *move) bindNew() error {
	for i, w := range m.want {
		m.next[i], _ = take(&m.old, w)
	}
	var errs []error
	for i, w := range m.want {
		if m.next[i].server != nil {
			continue
		}
		switch err := m.add(i); {
		case err == nil:
		case spare(err, w, m.want):
			m.without(w)
		case errors.Is(err, syscall.EADDRINUSE) && m.inTheWay(w) && !slices.Equal(m.want, m.vain):
			m.late = append(m.late, i)
		default:
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (m *move) add(i int) error {
	fresh, err := m.bind(m.want[i])
	if err == nil {
		m.next[i], m.added = fresh, append(m.added, fresh)
	}
	return err
}

// inTheWay reports whether one of old has a part of an address.
func (m *move) inTheWay(w netip.AddrPort) bool {
	return slices.ContainsFunc(m.old, func(o socket) bool { return overlap(o.server.Addrs()[0], w) })
}

// giveWay closes those of old that are in the way of the late ones, and binds
// these.
func (m *move) giveWay() error {
	var gone []socket
	m.old = slices.DeleteFunc(m.old, func(o socket) bool {
		blocks := slices.ContainsFunc(m.late, func(i int) bool { return overlap(o.server.Addrs()[0], m.want[i]) })
		if blocks {
			gone = append(gone, o)
		}
		return blocks
	})
	m.closeAll(gone)
	var errs []error
	for _, i := range m.late {
		if err := m.add(i); err != nil {
			errs = append(errs, err)
		}
	}
	if errs == nil {
		return nil
	}
	m.vain = slices.Clone(m.want)
	m.closeAll(m.added) // they may have what is to be bound again
	m.added = nil
	return errors.Join(append(errs, m.restore(gone)...)...)
}

// restore listens again where it was given up. What cannot be had again is
// gone, until it can be had.
func (m *move) restore(gone []socket) (errs []error) {
	for _, g := range gone {
		i := slices.IndexFunc(m.open, func(o socket) bool { return o.server == g.server })
		again, err := m.bind(g.server.Addrs()[0])
		if err != nil {
			errs = append(errs, err)
			m.open = slices.Delete(m.open, i, i+1)
			continue
		}
		again.want = g.want // with port 0 perhaps
		again.server.Serve()
		m.open[i] = again
	}
	return errs
}

// overlap reports whether two addresses cannot be listened on together although
// they differ: one is all addresses of the other's family and port.
func overlap(a, b netip.AddrPort) bool {
	return a.Port() == b.Port() && a.Addr().Is4() == b.Addr().Is4() &&
		a.Addr().IsUnspecified() != b.Addr().IsUnspecified()
}

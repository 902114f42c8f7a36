package server

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"

	"geosrv/server/handover"
	"geosrv/server/listen"
	"geosrv/server/state"
)

// handed is an estate as the process that takes over keeps it until it has found
// its use. Make it with newHanded. It belongs to the start of a server.
type handed struct {
	memory *state.Memory
	count  counted
	past   *past // nil: nothing is known of it
	files  []handover.File
	open   []*os.File // as files; nil for one that was taken
}

// newHanded reads an estate. The files are closed by close.
func newHanded(e *handover.Estate, open []*os.File) (*handed, error) {
	h := &handed{files: e.Files, open: open}
	if len(open) != len(e.Files) {
		return h, fmt.Errorf("%d files are handed over, %d of them come", len(e.Files), len(open))
	}
	var err error
	if h.memory, err = state.Decode(e.State); err != nil {
		return h, err
	}
	if e.Past != nil {
		h.past = new(past)
		if json.Unmarshal(e.Past, h.past) != nil {
			h.past = nil // of another version: that must keep nobody from taking over
		}
	}
	return h, json.Unmarshal(e.Count, &h.count)
}

// take returns the file of a kind that is for something, which is the caller's; nil
// if there is none.
func (h *handed) take(kind, of string) *os.File {
	if h == nil {
		return nil
	}
	for i, f := range h.files {
		if f.Kind == kind && f.For == of && h.open[i] != nil {
			out := h.open[i]
			h.open[i] = nil
			return out
		}
	}
	return nil
}

// sockets are those of UDP and TCP, by what they are for: those that somebody else
// holds too, and those of the process before alone. They are the caller's.
func (h *handed) sockets() (held, alone []listen.Held) {
	if h == nil {
		return nil, nil
	}
	for i, f := range h.files {
		at, err := netip.ParseAddrPort(f.For)
		if f.Kind != handover.UDP && f.Kind != handover.TCP || err != nil || h.open[i] == nil {
			continue
		}
		list := &alone
		if f.Held {
			list = &held
		}
		one := heldFor(list, at)
		if f.Kind == handover.UDP {
			one.Packets = append(one.Packets, h.open[i])
		} else {
			one.Streams = append(one.Streams, h.open[i])
		}
		h.open[i] = nil
	}
	return held, alone
}

// heldFor is the entry of a list for an address.
func heldFor(list *[]listen.Held, at netip.AddrPort) *listen.Held {
	i := slices.IndexFunc(*list, func(h listen.Held) bool { return h.Addr == at })
	if i < 0 {
		*list, i = append(*list, listen.Held{Addr: at}), len(*list)
	}
	return &(*list)[i]
}

// close closes what nobody took.
func (h *handed) close() {
	if h == nil {
		return
	}
	for i, f := range h.open {
		_ = f.Close() // nil perhaps, which is fine
		h.open[i] = nil
	}
}

// estate collects what the next process is to have. The files are copies, and the
// caller's, also beside an error.
func (s *Server) estate(state, past []byte) (e *handover.Estate, files []*os.File, err error) {
	e = &handover.Estate{State: state, Past: past}
	if e.Count, err = json.Marshal(s.sockets.count()); err != nil {
		return nil, nil, err
	}
	add := func(kind, of string, held bool, list ...*os.File) {
		for _, f := range list {
			e.Files, files = append(e.Files, handover.File{Kind: kind, For: of, Held: held}), append(files, f)
		}
	}
	all, err := s.sockets.copies()
	for _, c := range all {
		add(handover.UDP, c.Addr.String(), c.held, c.Packets...)
		add(handover.TCP, c.Addr.String(), c.held, c.Streams...)
	}
	if err != nil {
		return nil, files, err
	}
	for _, one := range []struct {
		kind string
		copy func() (of string, f *os.File, err error)
	}{{handover.Control, s.controlled.copy}, {handover.Page, s.page.copy}, {handover.Lock, s.claimCopy}} {
		of, f, err := one.copy()
		if err != nil {
			return nil, files, err
		}
		if f != nil {
			add(one.kind, of, false, f)
		}
	}
	return e, files, nil
}

// claimCopy is the state folder and a copy of its claim, for the process that takes
// over; nil if there is none.
func (s *Server) claimCopy() (dir string, f *os.File, err error) {
	err = s.keeper.Lend(func(of string, claim *os.File) error {
		files, err := copyAll([]*os.File{claim})
		if err == nil {
			dir, f = of, files[0]
		}
		return err
	})
	return dir, f, err
}

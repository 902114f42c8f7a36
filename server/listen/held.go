package listen

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
)

// Held is the sockets of one address that somebody else bound and keeps open: a
// service manager, say. What comes while nobody reads waits in them for the next
// process that does. The server reads copies of them, as often as it has to: they
// stay as they are when it closes. Do not change it.
type Held struct {
	Addr    netip.AddrPort
	Packets []*os.File // of UDP; several if the kernel is to spread the packets
	Streams []*os.File // of TCP, listening
}

// Sort makes out what open files are: each must be a socket of UDP, or one of TCP
// that listens. The addresses come in the order of the files. The error says what
// is wrong with each file that is something else.
func Sort(files []*os.File) (held []Held, err error) {
	var errs []error
	at := func(addr net.Addr) *Held {
		a := addr.(interface{ AddrPort() netip.AddrPort }).AddrPort()
		a = unmap(a)
		i := slices.IndexFunc(held, func(h Held) bool { return h.Addr == a })
		if i < 0 {
			held, i = append(held, Held{Addr: a}), len(held)
		}
		return &held[i]
	}
	for _, f := range files {
		if l, err := net.FileListener(f); err == nil {
			if tcp, is := l.(*net.TCPListener); is {
				h := at(tcp.Addr())
				h.Streams = append(h.Streams, f)
			} else {
				errs = append(errs, fmt.Errorf("held socket %s: %s is neither UDP nor TCP", f.Name(), l.Addr().Network()))
			}
			l.Close()
			continue
		}
		c, err := net.FilePacketConn(f)
		if err != nil {
			errs = append(errs, fmt.Errorf("held socket %s: neither UDP nor TCP that listens", f.Name()))
			continue
		}
		if udp, is := c.(*net.UDPConn); is {
			h := at(udp.LocalAddr())
			h.Packets = append(h.Packets, f)
		} else {
			errs = append(errs, fmt.Errorf("held socket %s: %s is neither UDP nor TCP", f.Name(), c.LocalAddr().Network()))
		}
		c.Close()
	}
	return held, errors.Join(errs...)
}

// heldAt is what is held of an address: nothing if nobody holds it.
func heldAt(all []Held, addr netip.AddrPort) Held {
	for _, h := range all {
		if h.Addr == unmap(addr) {
			return h
		}
	}
	return Held{Addr: addr}
}

// adoptStreams listens on copies of the held sockets of TCP.
func adoptStreams(h Held) (out []net.Listener, err error) {
	for _, f := range h.Streams {
		l, err := net.FileListener(f)
		if err != nil {
			closeStreams(out)
			return nil, err
		}
		out = append(out, l)
		if err := prepare(l.(*net.TCPListener), streamOptions(false), "tcp", h.Addr); err != nil {
			closeStreams(out)
			return nil, err
		}
	}
	return out, nil
}

// adoptPackets is a copy of the n-th held socket of UDP. There may be more readers
// than sockets: then they share them.
func adoptPackets(h Held, n int) (packetSocket, error) {
	c, err := net.FilePacketConn(h.Packets[n%len(h.Packets)])
	if err != nil {
		return nil, err
	}
	udp := c.(*net.UDPConn)
	wildcard := h.Addr.Addr().IsUnspecified()
	if err := prepare(udp, heldOptions(wildcard), "udp", h.Addr); err != nil {
		c.Close()
		return nil, err
	}
	p, err := takePackets(udp, wildcard)
	if err != nil {
		return nil, err
	}
	if err := p.keep(); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

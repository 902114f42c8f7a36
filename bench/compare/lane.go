package compare

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"
)

// lane is one socket of the load: a window of queries outstanding, each with an
// id that no other of them has. Make it with newLane; it must not be copied.
// Used by one goroutine.
type lane struct {
	fd     int
	in     *messages
	out    *messages
	flying [1 << 16]int32 // by id: the number of the packet and 1; 0 for none
	many   int            // how many fly
	lost   int            // how many flew for too long
	id     uint16         // of the next query
	step   uint32         // counts the sources of a lane that has many
	spread bool
}

// newLane makes lane i. With spread it sends from all of spreadNetwork, which
// must be local; else from an address of 127/8 of its own.
func newLane(i int, to netip.AddrPort, spread bool) (*lane, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	l := &lane{fd: fd, in: newReceiver(), out: newSender(spread), spread: spread, step: uint32(i)}
	from := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 1, byte(i + 1)}}
	if spread {
		from.Addr = [4]byte{}
	}
	// A small buffer only loses replies, which are counted.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<20)
	if err := unix.Bind(fd, from); err != nil {
		unix.Close(fd)
		return nil, err
	}
	if spread {
		l.address(to)
		return l, nil
	}
	if err := unix.Connect(fd, &unix.SockaddrInet4{Addr: to.Addr().As4(), Port: int(to.Port())}); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return l, nil
}

// address writes into each message where it goes: a socket that sends from many
// addresses cannot be connected.
func (l *lane) address(to netip.AddrPort) {
	name := sockaddr(to)
	for i := range l.out.headers {
		l.out.headers[i].Name = name
		l.out.headers[i].Namelen = unix.SizeofSockaddrInet4
	}
}

func (l *lane) close() { unix.Close(l.fd) }

// ask sends packets of a file, beginning with next, until window are flying,
// and returns how many were sent.
func (l *lane) ask(framed [][]byte, next, window int) (sent int) {
	for l.many < window {
		n := min(batch, window-l.many)
		first := l.id
		for i := range n {
			packet := framed[(next+sent+i)%len(framed)][2:]
			binary.BigEndian.PutUint16(packet, l.id)
			l.out.put(i, packet)
			if l.spread {
				l.step += 257
				l.out.from(i, spreadAddr(l.step))
			}
			l.id++
		}
		went := l.out.send(l.fd, n)
		l.id = first + uint16(went)
		for i := range went {
			if l.flying[first+uint16(i)] != 0 {
				l.lost++ // all ids were used since
				l.many--
			}
			l.flying[first+uint16(i)] = int32((next+sent+i)%len(framed)) + 1
		}
		l.many += went
		sent += went
		if went < n {
			return sent
		}
	}
	return sent
}

// hear takes what has come and returns how many replies it was.
func (l *lane) hear(o *order, t *tally) (heard int) {
	for {
		n := l.in.receive(l.fd)
		for i := range n {
			m := l.in.message(i)
			if len(m) < 12 || m[2]&0x80 == 0 {
				t.Odd++
				continue
			}
			id := binary.BigEndian.Uint16(m)
			number := l.flying[id]
			if number == 0 {
				t.Odd++
				continue
			}
			l.flying[id] = 0
			l.many--
			heard++
			t.count(m)
			t.keep(o, t.Replies, int(number)-1, m)
		}
		if n < batch {
			return heard
		}
	}
}

// giveUp forgets what is flying: it is lost.
func (l *lane) giveUp() {
	l.lost += l.many
	clear(l.flying[:])
	l.many = 0
}

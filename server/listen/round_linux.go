package listen

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// round is the packets that one call into the kernel brought, and their
// replies. The arrays are made ready once: the kernel is told where things are,
// and that does not change. The reply to the i-th packet is the k-th, with k <=
// i: packets without a reply leave no hole.
//
// It belongs to the goroutine of its worker; not to be copied.
type round struct {
	worker   *worker
	v4       bool // the socket is of IPv4, and so are the names
	wildcard bool // the socket takes packets for any address, and has to answer from that one
	next     int  // the packet that comes next
	replies  int  // how many there are
	slots    slots

	asked   [roundSize]unix.Mmsghdr // what the kernel receives to
	told    [roundSize]unix.Mmsghdr // what it sends from
	in, out [roundSize]unix.Iovec
	packets [roundSize]packet
}

// packet is what belongs to one packet beside the kernel's arrays.
type packet struct {
	request, reply *slot
	name           socketName // who asked
	info           packetInfo // which of our addresses was asked, if the socket is wildcard
}

func newRound(v4, wildcard bool) (*round, error) {
	s, err := newSlots()
	if err != nil {
		return nil, err
	}
	r := &round{v4: v4, wildcard: wildcard, slots: s}
	r.prepare()
	return r, nil
}

// prepare tells the kernel where everything is.
func (r *round) prepare() {
	nameLen := uint32(unix.SizeofSockaddrInet6)
	if r.v4 {
		nameLen = unix.SizeofSockaddrInet4
	}
	for i := range roundSize {
		p := &r.packets[i]
		p.request, p.reply = r.slots.request(i), r.slots.reply(i)
		r.in[i].Base, r.out[i].Base = &p.request[0], &p.reply[0]
		r.in[i].SetLen(maxMessage)
		r.asked[i].Hdr = r.header(p, &r.in[i], nameLen)
		r.told[i].Hdr = r.header(p, &r.out[i], nameLen)
	}
}

// header says where a message of a packet, its name and its information are.
func (r *round) header(p *packet, message *unix.Iovec, nameLen uint32) (h unix.Msghdr) {
	h.Name, h.Namelen = &p.name[0], nameLen
	h.Iov = message
	h.SetIovlen(1)
	if r.wildcard {
		h.Control = &p.info.buf[0]
		h.SetControllen(len(p.info.buf))
	}
	return h
}

// answer answers the first n packets that were asked.
func (r *round) answer(n int) {
	w := r.worker
	w.client.From.v4 = r.v4
	r.next, r.replies = 0, 0
	for r.next < n {
		r.resume(n)
	}
	w.tally.udp.Add(uint64(n))
	if n > r.replies {
		w.tally.dropped.Add(uint64(n - r.replies))
	}
}

// resume goes on with the next packet, until the n-th or a panic.
func (r *round) resume(n int) {
	w := r.worker
	defer r.contain()
	for r.next < n {
		i := r.next
		r.next++
		p := &r.packets[i]
		w.client.From.name = &p.name
		if r.wildcard {
			h := &r.asked[i].Hdr
			p.info.received(int(h.Controllen), w.client.From.Addr())
			h.SetControllen(len(p.info.buf)) // the kernel wrote how much it used
		}
		if p.name[2]|p.name[3] == 0 {
			continue // port 0: no reply can arrive there, it is spoofed
		}
		length := r.asked[i].Len
		if size := w.answerer.Answer(p.request[:length], r.packets[r.replies].reply, &w.client); size != 0 {
			r.reply(p, size)
		}
	}
}

// contain is to be deferred: see worker.contain.
func (r *round) contain() {
	if value := recover(); value != nil {
		i := r.next - 1
		r.worker.contain(value, r.packets[i].request[:r.asked[i].Len])
	}
}

// reply takes the octets that stand in the next slot for replies as the answer
// to a packet.
func (r *round) reply(asked *packet, size int) {
	k := r.replies
	r.replies++
	r.out[k].SetLen(size)
	p := &r.packets[k]
	if p != asked {
		p.name, p.info = asked.name, asked.info
	}
	if r.wildcard {
		r.told[k].Hdr.SetControllen(p.info.size)
	}
}

// send sends the replies. One that the kernel does not take is counted and left
// out; the others go on: the kernel stops at the one that fails, and says why
// when that is the first of a call. There are two calls at most for each reply.
func (r *round) send(transmit func([]unix.Mmsghdr) (int, syscall.Errno)) {
	rest := r.told[:r.replies]
	for calls := 0; len(rest) > 0; calls++ {
		switch n, errno := transmit(rest); {
		case errno == unix.EINTR && calls < roundSize:
		case errno != 0 || n == 0:
			r.worker.unsent(errno)
			rest = rest[1:]
		default:
			rest = rest[n:]
		}
	}
}

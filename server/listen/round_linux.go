package listen

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"unsafe"

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

	asked [roundSize]unix.Mmsghdr // what the kernel receives to
	told  [roundSize]unix.Mmsghdr // what it sends from
	in    [roundSize]unix.Iovec
	out   [roundSize]unix.Iovec
	names [roundSize]unix.RawSockaddrInet6 // who asked; RawSockaddrInet4 with v4
	infos [roundSize]packetInfo            // which of our addresses was asked, if wildcard
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
		r.in[i].Base = &r.slots.request(i, maxMessage)[0]
		r.in[i].SetLen(maxMessage)
		r.out[i].Base = &r.slots.reply(i)[0]
		r.asked[i].Hdr = r.header(i, &r.in[i], nameLen)
		r.told[i].Hdr = r.header(i, &r.out[i], nameLen)
	}
}

// header says where the i-th message, its name and its information are.
func (r *round) header(i int, message *unix.Iovec, nameLen uint32) (h unix.Msghdr) {
	h.Name, h.Namelen = (*byte)(unsafe.Pointer(&r.names[i])), nameLen
	h.Iov = message
	h.SetIovlen(1)
	if r.wildcard {
		h.Control = &r.infos[i].buf[0]
		h.SetControllen(len(r.infos[i].buf))
	}
	return h
}

// answer answers the first n packets that were asked.
func (r *round) answer(n int) {
	w := r.worker
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
	defer w.contain()
	for r.next < n {
		i := r.next
		r.next++
		w.client.From = r.from(i)
		if r.wildcard {
			h := &r.asked[i].Hdr
			r.infos[i].received(int(h.Controllen), w.client.From.Addr())
			h.SetControllen(len(r.infos[i].buf)) // the kernel wrote how much it used
		}
		if w.client.From.Port() == 0 {
			continue // no reply can arrive there: it is spoofed
		}
		in := r.slots.request(i, int(r.asked[i].Len))
		if size := w.answerer.Answer(in, r.slots.reply(r.replies), &w.client); size != 0 {
			r.reply(i, size)
		}
	}
}

// from is who sent the i-th packet. The scope of an address of a link is not in
// it, but it stays in the name, where the reply needs it.
func (r *round) from(i int) netip.AddrPort {
	name := &r.names[i]
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&name.Port))[:])
	if r.v4 {
		return netip.AddrPortFrom(netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(name)).Addr), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(name.Addr).Unmap(), port)
}

// reply takes the octets that stand in the next slot for replies as the answer
// to the i-th packet.
func (r *round) reply(i, size int) {
	k := r.replies
	r.replies++
	r.out[k].SetLen(size)
	if k != i {
		r.names[k] = r.names[i]
	}
	if r.wildcard {
		if k != i {
			r.infos[k] = r.infos[i]
		}
		r.told[k].Hdr.SetControllen(r.infos[k].size)
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

package compare

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// batch is how many messages one system call sends or takes at most.
const batch = 64

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	unix.Msghdr
	n uint32 // octets of the message, set by the kernel
	_ [4]byte
}

// messages is room for a batch, prepared once. It must not be copied. Used by one
// goroutine.
type messages struct {
	headers [batch]mmsghdr
	vectors [batch]unix.Iovec
	buffers []byte // of receivers
	control []byte // of senders that say where each message is from
}

// largest is the longest message that is taken whole.
const largest = 4096

// newReceiver prepares to take a batch.
func newReceiver() *messages {
	m := &messages{buffers: make([]byte, batch*largest)}
	for i := range m.headers {
		m.vectors[i].Base = &m.buffers[i*largest]
		m.vectors[i].SetLen(largest)
		m.headers[i].Iov, m.headers[i].Iovlen = &m.vectors[i], 1
	}
	return m
}

// newSender prepares to send a batch; with sources, each message from an
// address of its own (ip(7), IP_PKTINFO).
func newSender(sources bool) *messages {
	m := &messages{}
	for i := range m.headers {
		m.headers[i].Iov, m.headers[i].Iovlen = &m.vectors[i], 1
	}
	if !sources {
		return m
	}
	room := unix.CmsgSpace(unix.SizeofInet4Pktinfo)
	m.control = make([]byte, batch*room)
	for i := range m.headers {
		at := m.control[i*room : (i+1)*room]
		header := (*unix.Cmsghdr)(unsafe.Pointer(&at[0]))
		header.Level, header.Type = unix.IPPROTO_IP, unix.IP_PKTINFO
		header.SetLen(unix.CmsgLen(unix.SizeofInet4Pktinfo))
		m.headers[i].Control = &at[0]
		m.headers[i].SetControllen(room)
	}
	return m
}

// put makes message i a packet, which must live until it is sent.
func (m *messages) put(i int, packet []byte) {
	m.vectors[i].Base = &packet[0]
	m.vectors[i].SetLen(len(packet))
}

// from says where message i is from.
func (m *messages) from(i int, a [4]byte) {
	room := unix.CmsgSpace(unix.SizeofInet4Pktinfo)
	info := (*unix.Inet4Pktinfo)(unsafe.Pointer(&m.control[i*room+unix.CmsgLen(0)]))
	info.Spec_dst = a
}

// receive takes what has come, without waiting, and returns how many.
func (m *messages) receive(fd int) int {
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.headers)), batch, unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0 // nothing is there, or an ICMP error that poll tells no more
	}
	return int(n)
}

// message is message i of those that were received.
func (m *messages) message(i int) []byte {
	return m.buffers[i*largest : i*largest+int(m.headers[i].n)]
}

// send sends the first n messages, without waiting, and returns how many went.
func (m *messages) send(fd, n int) int {
	sent, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.headers)), uintptr(n), unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(sent)
}

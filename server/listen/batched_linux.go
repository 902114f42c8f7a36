package listen

import (
	"net"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// batched reads a socket in rounds: many packets for each call into the kernel.
// The descriptor is not known to Go's poller, which would be woken for every
// packet otherwise. One worker has it.
type batched struct {
	fd    int
	round *round
	held  atomic.Bool // by somebody else too
	calls int         // into the kernel, by serve

	thread atomic.Int64 // that serve locked; 0 while there is none
}

// takePackets takes a bound socket over from the net package, which knew its
// names and scopes. The connection is closed in any case.
func takePackets(conn *net.UDPConn, wildcard bool) (packetSocket, error) {
	defer conn.Close()
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd, problem := -1, error(nil)
	if err := raw.Control(func(its uintptr) {
		fd, problem = unix.FcntlInt(its, unix.F_DUPFD_CLOEXEC, 0)
	}); err != nil {
		return nil, err
	}
	if problem != nil {
		return nil, problem
	}
	v4 := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Is4()
	r, err := newRound(v4, wildcard)
	if err == nil {
		err = unix.SetNonblock(fd, false) // each call says whether it waits
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &batched{fd: fd, round: r}, nil
}

// busy is how many packets a round must have for the next one to be looked for
// without waiting. With fewer the worker had nothing to do a moment ago, and
// the look would mostly be in vain.
const busy = roundSize / 4

// serve implements packetSocket.
//
// It enters Go's scheduler only to wait: that call lets others have the
// processor, and the collector need not stop this worker. The other calls
// never wait, and cost neither.
func (b *batched) serve(w *worker, done <-chan struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer shortTurns()()
	b.thread.Store(int64(unix.Gettid()))
	defer b.thread.Store(0)
	b.round.worker = w
	transmit := b.transmit // made once: it would be garbage for each round
	for n := 0; ; {
		var errno syscall.Errno
		if n >= busy {
			n, errno = b.poll(b.round.asked[:])
		} else {
			n, errno = b.wait(b.round.asked[:])
		}
		ended := false
		select {
		case <-done:
			if !b.held.Load() { // what came may be what stop made of nothing
				return
			}
			ended = true // what came is gone for the next process: it is answered
		default:
		}
		switch errno {
		case 0:
			w.failures = 0
			w.client.Now = time.Now()
			b.round.answer(n)
			b.round.send(transmit)
		case unix.EAGAIN, unix.EINTR:
			n = 0
			if b.held.Load() {
				_ = unix.SetNonblock(b.fd, false) // who shares it may have changed that for all, and we would spin
			}
		default:
			n = 0
			w.failed(done)
		}
		if ended {
			return
		}
	}
}

// stop implements packetSocket. There is no connection to shut down, and the
// kernel says so, but it wakes who waits on the socket, and lets nobody wait on
// it again (inet_shutdown).
//
// It would do so for all time and every process, so a held socket only has its
// wait come to an end by itself.
func (b *batched) stop() {
	if !b.held.Load() {
		_ = unix.Shutdown(b.fd, unix.SHUT_RD)
	}
}

// heldWait is how long the worker of a held socket waits until it looks whether
// it is to end, in microseconds.
const heldWait = 100_000

// keep implements packetSocket.
func (b *batched) keep() error {
	b.held.Store(true)
	return unix.SetsockoptTimeval(b.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: heldWait})
}

// close implements packetSocket.
func (b *batched) close() {
	unix.Close(b.fd)
	b.round.slots.release()
}

// wait takes what is there, and waits if nothing is.
func (b *batched) wait(m []unix.Mmsghdr) (int, syscall.Errno) {
	b.calls++
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(b.fd),
		uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), unix.MSG_WAITFORONE, 0, 0)
	return int(n), errno
}

// poll takes what is there: EAGAIN if nothing is.
func (b *batched) poll(m []unix.Mmsghdr) (int, syscall.Errno) {
	b.calls++
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(b.fd),
		uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

// transmit sends as many as there is room for: EAGAIN if the first has none.
func (b *batched) transmit(m []unix.Mmsghdr) (int, syscall.Errno) {
	b.calls++
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(b.fd),
		uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

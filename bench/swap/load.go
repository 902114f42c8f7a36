package swap

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"
)

// order is what the load is told to do.
type order struct {
	Server netip.AddrPort `json:"server"`
	Echo   netip.AddrPort `json:"echo"`
	Estate estate         `json:"estate"`
	Rate   int            `json:"rate"` // queries a second, to each
	Lasts  time.Duration  `json:"lasts"`
	Seed   uint64         `json:"seed"`
	File   string         `json:"file"` // where the samples go
}

// sample is what became of a query. Times are monotonic. A value.
type sample struct {
	Due, Sent, Held int64 // when it should be sent, was sent, and its reply was held
	Echoed          int64 // when the echo of the same packet was held; 0 if it was lost
	Generation      uint32
	What            uint8
	_               [3]uint8
}

// How many sockets the load has for each: geosrv's own workers share them out
// by their ports.
const (
	toServer = 8
	toEcho   = 2
)

// patience is how long the load waits for the last replies.
const patience = 2 * time.Second

// load is the load's process under way. It belongs to one goroutine, on a thread
// of its own.
type load struct {
	order
	questions []question
	samples   []sample
	sockets   []int // those to the server first
	polls     []unix.PollFd
	sent      int // queries so far, to each
	held      int // replies and echoes of them
	buffer    [4096]byte
}

// newLoad opens the sockets.
func newLoad(o order) (l *load, err error) {
	l = &load{order: o, samples: make([]sample, int(o.Lasts.Seconds()*float64(o.Rate)))}
	if l.questions, err = newQuestions(o.Estate, o.Seed); err != nil {
		return nil, err
	}
	for i := range toServer + toEcho {
		to := o.Server
		if i >= toServer {
			to = o.Echo
		}
		fd, err := connected(to)
		if err != nil {
			l.close()
			return nil, err
		}
		l.sockets = append(l.sockets, fd)
		l.polls = append(l.polls, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	return l, nil
}

func (l *load) close() {
	for _, fd := range l.sockets {
		unix.Close(fd)
	}
}

// connected is a socket with much room for replies.
func connected(to netip.AddrPort) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<20) // the kernel's bound holds
	if err := unix.Connect(fd, &unix.SockaddrInet4{Addr: to.Addr().As4(), Port: int(to.Port())}); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// run asks until the time is over, or ctx is done, and the last replies have had
// their time.
func (l *load) run(ctx context.Context) {
	runtime.LockOSThread()                           // for good: the thread's priority stays
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // nothing is left behind that would be worth it
	// It stands for other machines, and so waits for no core, if we may say so.
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), -15)
	_ = unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) // without it, waits are 50 us longer
	gap := int64(time.Second) / int64(l.Rate)
	began := monotonic() + int64(10*time.Millisecond)
	end := began + int64(len(l.samples))*gap + int64(patience)
	for now := monotonic(); now < end && l.held < 2*len(l.samples) && ctx.Err() == nil; now = monotonic() {
		for l.sent < len(l.samples) && now >= began+int64(l.sent)*gap {
			l.ask(began + int64(l.sent)*gap)
		}
		until := end
		if l.sent < len(l.samples) {
			until = began + int64(l.sent)*gap
		}
		l.wait(until - monotonic())
		l.hear()
	}
}

// ask sends the next query to both.
func (l *load) ask(due int64) {
	q, s := &l.questions[l.sent%len(l.questions)], &l.samples[l.sent]
	s.Due = due
	binary.BigEndian.PutUint16(q.packet, uint16(l.sent/toServer))
	s.Sent = monotonic()
	_, _ = unix.Write(l.sockets[l.sent%toServer], q.packet) // what cannot be sent is lost
	binary.BigEndian.PutUint16(q.packet, uint16(l.sent/toEcho))
	_, _ = unix.Write(l.sockets[toServer+l.sent%toEcho], q.packet)
	l.sent++
}

// wait returns when something has come, or after a time.
func (l *load) wait(ns int64) {
	t := unix.NsecToTimespec(max(ns, 0))
	_, _ = unix.Ppoll(l.polls, &t, nil) // a signal ends it early, which does no harm
}

// hear takes what has come.
func (l *load) hear() {
	for i := range l.polls {
		for l.polls[i].Revents != 0 {
			n, err := unix.Read(l.sockets[i], l.buffer[:])
			if err != nil || n < 12 {
				break
			}
			l.keep(i, l.buffer[:n], monotonic())
		}
	}
}

// keep notes a reply that came on a socket: of the newest query of its id there.
func (l *load) keep(socket int, reply []byte, at int64) {
	lane, lanes := socket, toServer
	if socket >= toServer {
		lane, lanes = socket-toServer, toEcho
	}
	asked := (l.sent - lane + lanes - 1) / lanes // on this socket
	number := asked - 1 - (asked-1-int(binary.BigEndian.Uint16(reply)))&0xffff
	if number < 0 {
		return
	}
	number = number*lanes + lane
	s := &l.samples[number]
	switch {
	case socket >= toServer && s.Echoed == 0:
		l.held++
		s.Echoed = at
	case socket < toServer && s.What == lost:
		l.held++
		s.Held = at
		s.What, s.Generation = look(reply, &l.questions[number%len(l.questions)])
	}
}

// save writes the samples of all queries that were sent.
func (l *load) save() error {
	f, err := os.Create(l.File)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	if err := binary.Write(b, binary.NativeEndian, l.samples[:l.sent]); err != nil {
		return err
	}
	return b.Flush()
}

// readSamples reads what save wrote.
func readSamples(file string) ([]sample, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	out := make([]sample, int(info.Size())/binary.Size(sample{}))
	if err := binary.Read(bufio.NewReader(f), binary.NativeEndian, out); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return out, nil
}

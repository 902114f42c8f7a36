package listen

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// roundOf is a round of a socket with an echo behind it.
func roundOf(t testing.TB, at string, wildcard bool) *round {
	t.Helper()
	r, err := newRound(netip.MustParseAddr(at).Is4(), wildcard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.slots.release)
	r.worker = echoWorker()
	return r
}

// bring puts a packet into a round, as the kernel does.
func (r *round) bring(i int, from, message string) {
	a := netip.MustParseAddrPort(from)
	p := &r.packets[i]
	p.name = socketName{2: byte(a.Port() >> 8), 3: byte(a.Port())}
	if r.v4 {
		copy(p.name[4:], a.Addr().AsSlice())
	} else {
		copy(p.name[8:], a.Addr().AsSlice())
	}
	r.asked[i].Len = uint32(copy(p.request[:], message))
}

// kernel stands for sendmmsg. It fails as it is told, for each message that it
// is about to send, and notes what it sent.
type kernel struct {
	r     *round
	fails func(message string) syscall.Errno
	sent  []string // "to message"
	calls int
}

func (k *kernel) transmit(m []unix.Mmsghdr) (int, syscall.Errno) {
	k.calls++
	for i := range m {
		message := unsafe.String(m[i].Hdr.Iov.Base, int(m[i].Hdr.Iov.Len))
		if errno := k.fails(message); errno != 0 {
			if i > 0 {
				return i, 0 // it says why when asked again
			}
			return -1, errno
		}
		k.sent = append(k.sent, fmt.Sprint(k.to(&m[i].Hdr), " ", message))
	}
	return len(m), 0
}

// to is where a message goes.
func (k *kernel) to(h *unix.Msghdr) netip.AddrPort {
	from := From{name: (*socketName)(unsafe.Pointer(h.Name)), v4: k.r.v4}
	return from.AddrPort()
}

func works(string) syscall.Errno { return 0 }

// Replies go to who asked, in order, whatever had no reply before them.
func TestRoundAnswers(t *testing.T) {
	for _, c := range []struct{ at, from string }{
		{"127.0.0.1", "192.0.2.%d:1%03d"}, {"::1", "[2001:db8::%d]:1%03d"}, {"::1", "[fe80::%d]:1%03d"},
	} {
		r := roundOf(t, c.at, false)
		from := func(i int) string { return fmt.Sprintf(c.from, i+1, i) }
		port0, _, _ := strings.Cut(from(5), "1005")
		for i, message := range []string{"a", "quiet", "panic", "b", "", "spoofed", "c"} {
			r.bring(i, from(i), message)
		}
		r.bring(5, port0+"0", "spoofed")
		r.answer(7)
		k := kernel{r: r, fails: works}
		r.send(k.transmit)
		want := []string{from(0) + " udp:a", from(3) + " udp:b", from(4) + " udp:", from(6) + " udp:c"}
		if !slices.Equal(k.sent, want) || k.calls != 1 {
			t.Errorf("sent %q in %d calls, want %q in 1", k.sent, k.calls, want)
		}
		if calls := r.worker.answerer.(*echo).calls; calls != 6 {
			t.Errorf("the answerer had %d requests, want 6: none of port 0", calls)
		}
		got := (&Server{tallies: []*tally{r.worker.tally}}).Counters()
		if want := (Counters{UDP: 7, Dropped: 3, Panics: 1}); got != want {
			t.Errorf("counters %+v, want %+v", got, want)
		}
	}
}

// An IPv4 address that came as IPv6 is one of IPv4 for who answers, and of IPv6
// for the reply.
func TestRoundUnmaps(t *testing.T) {
	r := roundOf(t, "::1", false)
	r.bring(0, "[::ffff:192.0.2.1]:53", "x")
	from := From{name: &r.packets[0].name}
	if got, want := from.AddrPort(), netip.MustParseAddrPort("192.0.2.1:53"); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// T-8, T-11: what cannot be sent is counted and costs no other reply, and
// sending comes to an end.
func TestRoundSendsTheOthers(t *testing.T) {
	errnos := []syscall.Errno{unix.EAGAIN, unix.ENOBUFS, unix.EPERM, unix.EMSGSIZE, unix.ENETUNREACH, unix.ECONNREFUSED}
	rapid.Check(t, func(t *rapid.T) {
		r := &round{v4: true, worker: echoWorker(), slots: make(slots, 2*roundSize*slotSize)}
		r.prepare()
		n := rapid.IntRange(0, roundSize).Draw(t, "n")
		fails, want := map[string]syscall.Errno{}, []string{}
		var counted Counters
		for i := range n {
			from, message := fmt.Sprintf("192.0.2.%d:53", i+1), fmt.Sprintf("m%d", i)
			r.bring(i, from, message)
			if !rapid.Bool().Draw(t, "fails") {
				want = append(want, from+" udp:"+message)
				continue
			}
			errno := rapid.SampledFrom(errnos).Draw(t, "errno")
			fails["udp:"+message] = errno
			if errno == unix.EAGAIN || errno == unix.ENOBUFS {
				counted.Unsent++
			} else {
				counted.Errors++
			}
		}
		counted.UDP = uint64(n)
		r.answer(n)
		k := kernel{r: r, fails: func(m string) syscall.Errno { return fails[m] }}
		r.send(k.transmit)
		if !slices.Equal(k.sent, want) {
			t.Errorf("sent %q, want %q", k.sent, want)
		}
		if k.calls > 2*len(fails)+1 {
			t.Errorf("%d calls with %d failures", k.calls, len(fails))
		}
		if got := (&Server{tallies: []*tally{r.worker.tally}}).Counters(); got != counted {
			t.Errorf("counters %+v, want %+v", got, counted)
		}
	})
}

// A call that was interrupted is made again, but not for ever, and one that
// says that it sent nothing does not stop the worker either.
func TestRoundSendEnds(t *testing.T) {
	for _, c := range []struct {
		what  string
		times int // how often it happens
		errno syscall.Errno
		lost  uint64
	}{
		{"interrupted now and then", 3, unix.EINTR, 0},
		{"interrupted always", 1 << 30, unix.EINTR, 5},
		{"nothing sent", 1, 0, 1},
		{"nothing sent ever", 1 << 30, 0, 5},
	} {
		r := roundOf(t, "127.0.0.1", false)
		for i := range 5 {
			r.bring(i, "192.0.2.1:53", "x")
		}
		r.answer(5)
		k, left := kernel{r: r, fails: works}, c.times
		r.send(func(m []unix.Mmsghdr) (int, syscall.Errno) {
			if left--; left >= 0 && c.errno != 0 {
				return -1, c.errno
			} else if left >= 0 {
				return 0, 0
			}
			return k.transmit(m)
		})
		if lost := r.worker.tally.errors.Load(); lost != c.lost || len(k.sent) != 5-int(lost) {
			t.Errorf("%s: %d sent, %d lost, want %d lost of 5", c.what, len(k.sent), lost, c.lost)
		}
	}
}

// The requests and replies of a round keep apart, each of the largest size.
func TestSlotsKeepApart(t *testing.T) {
	r := roundOf(t, "127.0.0.1", false)
	all := make([][]byte, 0, 2*roundSize)
	for i := range roundSize {
		all = append(all, r.slots.request(i)[:], r.slots.reply(i)[:])
	}
	for i, s := range all {
		s[0], s[len(s)-1] = byte(i), byte(i)
	}
	for i, s := range all {
		if s[0] != byte(i) || s[len(s)-1] != byte(i) {
			t.Errorf("slot %d has the octets of another", i)
		}
	}
}

func TestRoundDoesNotAllocate(t *testing.T) {
	for _, at := range []string{"127.0.0.1", "::1"} {
		r := roundOf(t, at, true)
		for i := range roundSize {
			r.bring(i, netip.AddrPortFrom(netip.MustParseAddr(at), 53).String(), "message")
		}
		sent := 0
		send := func(m []unix.Mmsghdr) (int, syscall.Errno) { sent += len(m); return len(m), 0 }
		if got := testing.AllocsPerRun(100, func() {
			r.answer(roundSize)
			r.send(send)
		}); got != 0 {
			t.Errorf("%s: %v allocations per round, want 0", at, got)
		}
		if sent != 101*roundSize {
			t.Errorf("%s: %d sent, want %d", at, sent, 101*roundSize)
		}
	}
}

// The kernel notes how much it used of the room for control messages. The next
// packet finds all of it.
func TestRoundMakesRoomAgain(t *testing.T) {
	r := roundOf(t, "127.0.0.1", true)
	for _, message := range []string{"a", "quiet", "panic"} {
		r.bring(0, "192.0.2.1:53", message)
		r.asked[0].Hdr.SetControllen(0)
		r.answer(1)
		if got := r.asked[0].Hdr.Controllen; got != 64 {
			t.Errorf("%q left room for %d octets, want 64", message, got)
		}
	}
}

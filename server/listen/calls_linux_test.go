package listen

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestCallsAreCounted: a limit on calls is worth nothing if they are not
// counted.
func TestCallsAreCounted(t *testing.T) {
	s, b := waiting(t, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	if n, errno := b.poll(b.round.asked[:]); errno != unix.EAGAIN || b.calls != 1 {
		t.Errorf("a look in vain: %d, %v, %d calls", n, errno, b.calls)
	}
	write(t, c, "x")
	if n, errno := b.wait(b.round.asked[:]); n != 1 || errno != 0 || b.calls != 2 {
		t.Errorf("a wait: %d, %v, %d calls", n, errno, b.calls)
	}
	b.round.reply(&b.round.packets[0], copy(b.round.packets[0].reply[:], "y"))
	if n, errno := b.transmit(b.round.told[:1]); n != 1 || errno != 0 || b.calls != 3 {
		t.Errorf("a reply: %d, %v, %d calls", n, errno, b.calls)
	}
	wantPackets(t, c, "y")
}

// TestSuccessForgetsFailures: the pause is for failures in a row.
func TestSuccessForgetsFailures(t *testing.T) {
	s, b := waiting(t, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	w, done, ended := echoWorker(), make(chan struct{}), make(chan struct{})
	w.failures = 5
	go func() { b.serve(w, done); close(ended) }()
	write(t, c, "x")
	wantPackets(t, c, "udp:x")
	close(done)
	b.stop()
	<-ended
	if w.failures != 0 {
		t.Errorf("%d failures in a row after a packet came", w.failures)
	}
}

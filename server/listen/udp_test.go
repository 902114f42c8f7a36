package listen

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestUDPAnswers(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		t.Run(at, func(t *testing.T) {
			s := serving(t, Config{Workers: 3}, at)
			// Several clients, so that the kernel uses several sockets.
			for _, message := range []string{"a", "b", "c", "d", "e", "f"} {
				c := dial(t, "udp", s.Addrs()[0])
				if got := packetAnswer(t, c, message); got != "udp:"+message {
					t.Errorf("got %q, want %q", got, "udp:"+message)
				}
			}
			if got := s.Counters(); got != (Counters{UDP: 6}) {
				t.Errorf("counters %+v, want 6 by UDP and no more", got)
			}
		})
	}
}

func TestUDPLargestPacket(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	message := strings.Repeat("x", 65507-len("udp:")) // what IPv4 can carry
	if got := packetAnswer(t, c, message); got != "udp:"+message {
		t.Errorf("got %d octets, want %d", len(got), 65507)
	}
}

// A panic costs its packet and nothing else.
func TestUDPPanicIsContained(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	c := dial(t, "udp", s.Addrs()[0])
	for range 3 {
		if _, err := c.Write([]byte("panic")); err != nil {
			t.Fatal(err)
		}
	}
	if got := packetAnswer(t, c, "after"); got != "udp:after" {
		t.Errorf("got %q, want %q", got, "udp:after")
	}
	if got := s.Counters(); got != (Counters{UDP: 4, Panics: 3, Dropped: 3}) {
		t.Errorf("counters %+v, want 4 by UDP, 3 panics, 3 dropped", got)
	}
}

func TestPanicIsLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		a := alarm{log: slog.New(slog.NewTextHandler(&log, nil))}
		for range 121 { // from 0 s to 120 s
			a.panicked("boom", nil, &Client{})
			time.Sleep(time.Second)
		}
		if got := strings.Count(log.String(), "panic=boom"); got != 3 {
			t.Errorf("%d lines in 121 seconds, want 3", got)
		}
	})
}

// T-11: what the network says about earlier packets stops nothing. The client
// closes before its answer comes, so that the worker's socket may see a refusal.
func TestUDPSurvivesRefusal(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	for range 50 {
		c := dial(t, "udp", s.Addrs()[0])
		if _, err := c.Write([]byte("gone")); err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	c := dial(t, "udp", s.Addrs()[0])
	if got := packetAnswer(t, c, "here"); got != "udp:here" {
		t.Errorf("got %q, want %q", got, "udp:here")
	}
}

// The whole way through the sockets, client's side included.
func TestUDPLoopDoesNotAllocate(t *testing.T) {
	s := serving(t, Config{Workers: 1}, "127.0.0.1:0")
	if got := allocsPerPacket(t, dial(t, "udp", s.Addrs()[0])); got != 0 {
		t.Errorf("%v allocations per packet, want 0", got)
	}
}

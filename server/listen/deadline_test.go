package listen

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// T-1, T-2, T-5: what a client may take its time for, and how it is counted.
func TestT1T2T5Deadlines(t *testing.T) {
	const message = 500 * time.Millisecond
	for _, c := range []struct {
		name  string
		bytes string        // what the client sends before it falls silent
		want  time.Duration // when the connection ends
		count Counters
	}{
		{"idle from the start", "", 10 * time.Second, Counters{Idle: 1}},
		{"half a prefix", "\x00", message, Counters{Slow: 1}},
		{"prefix then silence", "\x00\x05", message, Counters{Slow: 1}},
		{"largest prefix then silence", "\xff\xff", message, Counters{Slow: 1}},
		{"message cut short", "\x00\x05ab", message, Counters{Slow: 1}},
		{"large message cut short", "\x20\x00" + strings.Repeat("x", 5000), message, Counters{Slow: 1}},
		{"answer not taken", "\x00\x05hello", message, Counters{TCP: 1, Unread: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newTestTCP()
				client := piped(t, s)
				if _, err := client.Write([]byte(c.bytes)); err != nil {
					t.Fatal(err)
				}
				if got := openFor(s); got != c.want {
					t.Errorf("closed after %v, want %v", got, c.want)
				}
				if got := s.total(); got != c.count {
					t.Errorf("counters %+v, want %+v", got, c.count)
				}
			})
		})
	}
}

// One octet each 0.2 s gets nobody past the half second.
func TestT1SlowWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		sent := 0
		for _, b := range framed("hello") {
			if _, err := client.Write([]byte{b}); err != nil {
				break
			}
			sent++
			time.Sleep(200 * time.Millisecond)
			synctest.Wait()
		}
		if sent != 3 {
			t.Errorf("%d octets went through, want 3", sent)
		}
	})
}

// The time is that of each message: the begin of the next one starts it anew,
// and the time before its first octet does not count.
func TestT1EachMessageHasItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		message := framed("hello")
		client.Write(message[:3])
		for range 5 {
			time.Sleep(400 * time.Millisecond)
			// The rest of one and the begin of the next.
			client.Write(append(append([]byte(nil), message[3:]...), message[:3]...))
			wantMessage(t, client, "tcp:hello")
		}
		if got := openFor(s); got != 500*time.Millisecond {
			t.Errorf("closed after %v, want 500ms", got)
		}
	})
}

// Idle time starts anew with each answer.
func TestT2IdleIsBetweenMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		client := piped(t, s)
		for range 5 {
			time.Sleep(9 * time.Second)
			client.Write(framed("x"))
			wantMessage(t, client, "tcp:x")
		}
		if got := openFor(s); got != 10*time.Second {
			t.Errorf("closed %v after the last answer, want 10s", got)
		}
	})
}

// What the client is told of its idle time is what applies (RFC 7828 3.3).
func TestT2ClientIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestTCP()
		ask := func(s *tcp, want string) {
			t.Helper()
			client := piped(t, s)
			client.Write(framed("idle"))
			wantMessage(t, client, want)
		}
		for range 5 {
			ask(s, "10s")
		}
		ask(s, "2s") // the sixth of ten
		own := newTestTCP()
		own.idle = time.Second
		ask(own, "1s")
	})
}

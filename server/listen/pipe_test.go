package listen

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// newTestTCP is TCP without sockets, for use in a synctest bubble.
func newTestTCP() *tcp {
	c := Config{Workers: 1, New: newEcho, Register: NewRegister(Limits{Connections: 10})}
	return newTCP(c, new(tally), &alarm{log: quietLog()})
}

// piped serves one end of a pipe and returns the other.
func piped(t *testing.T, s *tcp) net.Conn {
	client, server := net.Pipe()
	go s.serve(s.register.join(server, s.tally))
	t.Cleanup(func() { client.Close() })
	return client
}

// openFor is after what time the last connection of s ends.
func openFor(s *tcp) time.Duration {
	start := time.Now()
	for {
		synctest.Wait()
		if s.register.Open() == 0 {
			return time.Since(start)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// total is what s counted.
func (s *tcp) total() Counters {
	return (&Server{tallies: []*tally{s.tally}}).Counters()
}

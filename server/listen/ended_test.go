package listen

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// TestEndedFirst: a connection that the register ended just before it read or
// sent must not go on with a deadline of its own, which would undo that of the
// register.
func TestEndedFirst(t *testing.T) {
	for _, c := range [...]struct {
		name string
		step func(*tcp, *entry) bool
	}{
		{"read", func(s *tcp, e *entry) bool {
			in := newInbox(&s.lender)
			defer in.release()
			return s.read(e, in)
		}},
		{"send", func(s *tcp, e *entry) bool { return s.send(e, batch{out: []byte("answer"), answers: 1}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, server := net.Pipe()
				defer client.Close()
				s := newTestTCP()
				e := s.register.join(server, s.tally)
				defer s.register.remove(e)
				e.end(false)
				began := time.Now()
				if on := c.step(s, e); on || time.Since(began) != 0 {
					t.Errorf("goes on: %v, after %v", on, time.Since(began))
				}
			})
		})
	}
}

package listen

import (
	"errors"
	"io"
	"os"
	"time"
)

// What a TCP client may take its time for.
const (
	messageTime = 500 * time.Millisecond // for the rest of a message once its first octet is there
	sendTime    = 500 * time.Millisecond // to take answers
)

// A client that asks without end rests after so many queries, so that the core
// looks at other sockets, those of UDP first of all. To yield is not enough:
// while something can run, Go asks for news of sockets each 10 ms only.
const (
	fairShare = 128
	restTime  = 50 * time.Microsecond
)

// serve answers what comes on one connection until the client leaves, breaks a
// deadline or sends what has no answer, or the register ends it. Then it
// closes: that is all a wrong client learns.
func (s *tcp) serve(e *entry) {
	defer s.register.remove(e)
	defer e.conn.Close()
	in := newInbox(&s.lender)
	defer in.release()
	for s.read(e, in) && s.reply(e, in) {
	}
}

// read waits until a message is whole. False ends the connection.
func (s *tcp) read(e *entry, in *inbox) bool {
	begun := in.begun()
	wait := messageTime
	if !begun {
		wait = s.register.idleTime(s.idle)
	}
	if !e.readWithin(wait) {
		return false
	}
	for !in.whole() {
		n, err := e.conn.Read(in.space())
		in.arrived(n)
		if err != nil && !in.whole() {
			s.ended(e, in, err)
			return false
		}
		if !begun && in.begun() && !in.whole() {
			// From the first octet on the time is that of one message, not of
			// each read.
			begun = true
			if !e.readWithin(messageTime) {
				return false
			}
		}
	}
	return true
}

// ended counts why a connection gave no whole message.
func (s *tcp) ended(e *entry, in *inbox, err error) {
	switch late := errors.Is(err, os.ErrDeadlineExceeded); {
	case e.gone(): // counted by who ended it
	case late && in.begun():
		s.tally.slow.Add(1)
	case late:
		s.tally.idle.Add(1)
	case errors.Is(err, io.EOF) && !in.begun(): // a client that leaves between messages is no error
	default:
		s.tally.errors.Add(1)
	}
}

// reply answers the whole messages of the inbox. False ends the connection.
func (s *tcp) reply(e *entry, in *inbox) bool {
	for in.whole() {
		e.touch()
		b := s.answer(e, in)
		sent := b.answers == 0 || s.send(e, b)
		s.lender.giveBack(b.out)
		if !sent || b.last {
			return false
		}
		if e.asked += b.answers; e.asked >= fairShare {
			e.asked = 0
			time.Sleep(restTime)
		}
	}
	return true
}

// send writes a batch at once. False ends the connection.
func (s *tcp) send(e *entry, b batch) bool {
	if !e.writeWithin(sendTime) {
		return false
	}
	_, err := e.conn.Write(b.out)
	if err == nil {
		s.tally.tcpSent.Add(uint64(b.answers))
		return true
	}
	switch {
	case e.gone():
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.tally.unread.Add(1)
	default:
		s.tally.errors.Add(1)
	}
	e.reset()
	return false
}

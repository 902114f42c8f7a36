package listen

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"time"
)

// prefixLen is the length prefix of a message by TCP, in octets (RFC 1035
// 4.2.2).
const prefixLen = 2

// What a TCP client may take its time for.
const (
	idleTime = 10 * time.Second // between two messages (RFC 7766 6.2.3)
	readTime = 2 * time.Second  // for the rest of a message once its first octet is there
	sendTime = 2 * time.Second  // to take an answer
)

// serve answers the messages of one connection, in the order in which they
// come (RFC 7766 6.2.1.1), until the client leaves, breaks a deadline or sends
// what has no answer. Then it closes: that is all a wrong client learns.
func (s *tcp) serve(e *entry) {
	defer s.conns.remove(e)
	defer e.conn.Close()
	from := remote(e.conn)
	for s.exchange(e.conn, from) {
		e.touch()
	}
}

// exchange reads one message and writes its answer. False ends the connection.
func (s *tcp) exchange(conn net.Conn, from netip.AddrPort) bool {
	// Wait for the first octet without a buffer: an idle client costs a
	// goroutine and no more.
	var prefix [prefixLen]byte
	if conn.SetReadDeadline(time.Now().Add(idleTime)) != nil {
		return false
	}
	n, err := conn.Read(prefix[:])
	if err != nil {
		return false // a client that leaves between messages is no error
	}
	b := s.buffers.Get().(*buffers)
	defer s.buffers.Put(b)
	in, err := readRest(conn, prefix, n, b.in[:])
	if err != nil {
		s.tally.errors.Add(1)
		return false
	}
	size := s.answer(in, b.out[prefixLen:], from)
	if size == 0 {
		return false
	}
	binary.BigEndian.PutUint16(b.out[:], uint16(size))
	if conn.SetWriteDeadline(time.Now().Add(sendTime)) != nil {
		return false
	}
	if _, err := conn.Write(b.out[:prefixLen+size]); err != nil {
		s.tally.errors.Add(1)
		return false
	}
	return true
}

// readRest reads what is left of a message of which n octets of the prefix are
// there. A message without octets is an error: no DNS message is empty.
func readRest(conn net.Conn, prefix [prefixLen]byte, n int, in []byte) ([]byte, error) {
	if err := conn.SetReadDeadline(time.Now().Add(readTime)); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(conn, prefix[n:]); err != nil {
		return nil, err
	}
	size := int(binary.BigEndian.Uint16(prefix[:]))
	if size == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	in = in[:size]
	_, err := io.ReadFull(conn, in)
	return in, err
}

// answer borrows an Answerer. There are as many as workers: answering is
// computing, and more at a time would only take the cores from UDP.
func (s *tcp) answer(in, out []byte, from netip.AddrPort) (size int) {
	s.tally.tcp.Add(1)
	a := <-s.answerers
	defer func() {
		s.answerers <- a
		if value := recover(); value != nil {
			s.tally.panics.Add(1)
			s.alarm.panicked(value)
			size = 0
		}
		if size == 0 {
			s.tally.dropped.Add(1)
		}
	}()
	return a.Answer(in, out, Client{From: from, Idle: idleTime})
}

// remote is the client's address; not valid if the connection is no TCP.
func remote(conn net.Conn) netip.AddrPort {
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return unmap(a.AddrPort())
	}
	return netip.AddrPort{}
}

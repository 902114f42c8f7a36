package batter

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"time"
)

// Of the connections of a tcpThrower: the most messages on one, and on which
// of them the stream is damaged (one of so many).
const (
	maxStream  = 40
	damageRate = 20
)

// tcpThrower throws streams of messages, each over a connection of its own. It
// belongs to one goroutine.
type tcpThrower struct {
	to    netip.AddrPort
	blows blows
	judge judge
	score score
}

func (t *tcpThrower) counted() *score { return &t.score }

// throw sends messages until n were judged: a connection that ends early takes
// some with it that were not.
func (t *tcpThrower) throw(ctx context.Context, n int) error {
	for end := t.score.Packets + n; t.score.Packets < end; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.stream(min(end-t.score.Packets, 1+t.blows.random.IntN(maxStream))); err != nil {
			return err
		}
	}
	return nil
}

// stream sends a number of messages at once, closes its side, and judges what
// comes until the end.
func (t *tcpThrower) stream(count int) error {
	var stream []byte
	for range count {
		in := t.blows.next().msg
		for !due(in) && t.blows.random.IntN(8) > 0 {
			in = t.blows.next().msg // few of them, for each may end the connection
		}
		stream = append(binary.BigEndian.AppendUint16(stream, uint16(len(in))), in...)
	}
	if r := t.blows.random; r.IntN(damageRate) == 0 {
		stream = stream[:r.IntN(len(stream)+1)]
		if len(stream) > 0 {
			stream[r.IntN(len(stream))] ^= 1 << r.IntN(8)
		}
	}
	replies, err := t.exchange(stream)
	if err != nil {
		return err
	}
	t.compare(framed(stream), replies)
	return nil
}

// framed is the messages that a stream holds, as far as they are whole.
func framed(stream []byte) (all [][]byte) {
	for len(stream) >= 2 {
		size := int(binary.BigEndian.Uint16(stream))
		if len(stream) < 2+size {
			break
		}
		all, stream = append(all, stream[2:2+size]), stream[2+size:]
	}
	return all
}

// exchange sends a stream and returns the replies.
func (t *tcpThrower) exchange(stream []byte) (replies [][]byte, err error) {
	conn, err := net.DialTCP("tcp", nil, net.TCPAddrFromAddrPort(t.to))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	go func() { // beside the reading, or both would wait for each other
		conn.Write(stream) // that the server closed early is seen below
		conn.CloseWrite()
	}()
	reader := bufio.NewReader(conn)
	for {
		var prefix [2]byte
		if _, err := io.ReadFull(reader, prefix[:]); err != nil {
			return replies, timeout(err)
		}
		out := make([]byte, binary.BigEndian.Uint16(prefix[:]))
		if _, err := io.ReadFull(reader, out); err != nil {
			return replies, timeout(err)
		}
		replies = append(replies, out)
	}
}

// timeout is the error if it says that the server neither answered nor closed;
// that it closed, in whatever way, is no error.
func timeout(err error) error {
	if e := net.Error(nil); errors.As(err, &e) && e.Timeout() {
		return err
	}
	return nil
}

// compare judges replies in the order of their messages. A message without a
// reply may end the connection, and what follows it is not answered then; all
// before it are.
func (t *tcpThrower) compare(messages, replies [][]byte) {
	whole := true // no message so far that may end the connection
	for _, in := range messages {
		if !due(in) {
			whole = false
			t.score.count(in, nil, "", -1)
			continue
		}
		if len(replies) == 0 {
			if whole {
				t.score.count(in, nil, "no reply", -1)
			}
			continue
		}
		out := replies[0]
		replies = replies[1:]
		wrong, rcode := t.judge.verdict(in, out, false, true)
		t.score.count(in, out, wrong, rcode)
	}
	for _, out := range replies {
		t.score.blame(nil, out, "a reply that no message asked for")
	}
}

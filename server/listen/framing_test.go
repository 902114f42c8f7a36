package listen

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

// pieces is a connection whose octets come in pieces of the given sizes, in
// turn; a size of 0 counts as 1.
type pieces struct {
	net.Conn
	rest  []byte
	sizes []byte
	next  int
	out   bytes.Buffer
	end   error  // with the last octets
	read  func() // called by each read, if there
}

func (c *pieces) Read(b []byte) (int, error) {
	if len(b) == 0 {
		panic("a read without space")
	}
	if c.read != nil {
		c.read()
	}
	size := len(b)
	if len(c.sizes) > 0 {
		size = max(1, int(c.sizes[c.next%len(c.sizes)]))
		c.next++
	}
	n := copy(b[:min(size, len(b))], c.rest)
	c.rest = c.rest[n:]
	if len(c.rest) > 0 {
		return n, nil
	}
	return n, c.end
}

func (c *pieces) Write(b []byte) (int, error)      { return c.out.Write(b) }
func (c *pieces) RemoteAddr() net.Addr             { return nil }
func (c *pieces) SetDeadline(time.Time) error      { return nil }
func (c *pieces) SetReadDeadline(time.Time) error  { return nil }
func (c *pieces) SetWriteDeadline(time.Time) error { return nil }
func (c *pieces) Close() error                     { return nil }

// answersTo is the model: what has to be sent to a client that sent this.
func answersTo(sent []byte) (out []byte, count Counters) {
	e := new(echo)
	answer := make([]byte, maxMessage)
	for len(sent) >= prefixLen {
		size := int(binary.BigEndian.Uint16(sent))
		if size == 0 {
			count.Errors++
			return out, count
		}
		if len(sent) < prefixLen+size {
			break
		}
		message := sent[prefixLen : prefixLen+size]
		sent = sent[prefixLen+size:]
		count.TCP++
		switch string(message) {
		case "panic":
			count.Panics++
			fallthrough
		case "quiet":
			count.Dropped++
			return out, count
		}
		n := e.Answer(message, (*Message)(answer), &Client{Idle: 10 * time.Second})
		out = binary.BigEndian.AppendUint16(out, uint16(n))
		out = append(out, answer[:n]...)
		count.Sent++
	}
	if len(sent) > 0 {
		count.Errors++ // it left within a message
	}
	return out, count
}

// sameAnswers holds the server against the model.
func sameAnswers(t interface{ Errorf(string, ...any) }, sent, sizes []byte) {
	s := newTestTCP()
	c := &pieces{rest: sent, sizes: sizes, end: io.EOF}
	s.serve(s.register.join(c, s.tally))
	want, count := answersTo(sent)
	if !bytes.Equal(c.out.Bytes(), want) {
		t.Errorf("%d octets of answers, want %d, or others of them", c.out.Len(), len(want))
	}
	if got := s.total(); got != count {
		t.Errorf("counters %+v, want %+v", got, count)
	}
}

// join registers a connection.
func (r *Register) join(c net.Conn, t *tally) *entry {
	e := r.newEntry(c, t)
	r.add(e)
	return e
}

// FuzzFraming: whatever octets come in whatever pieces, the answers are those
// of a model that has all octets at once (RFC 7766 8).
func FuzzFraming(f *testing.F) {
	f.Add(framed("one", "two", "three"), []byte{1})
	f.Add(framed("one", "", "three"), []byte{3, 2})
	f.Add(framed("one", "quiet", "three"), []byte(nil))
	f.Add(framed("panic"), []byte{255})
	f.Add(append(framed("large1", "large2"), 0), []byte{4})
	f.Add(append(framed("idle"), 255, 255, 1, 2, 3), []byte{7, 1})
	f.Add(framed(strings.Repeat("x", 505), strings.Repeat("y", 3000), strings.Repeat("z", 5000)), []byte{200, 100, 3})
	f.Fuzz(func(t *testing.T, sent, sizes []byte) { sameAnswers(t, sent, sizes) })
}

// The same with messages of sizes about those of the buffers.
func TestFramingAtTheEdges(t *testing.T) {
	edges := []int{1, 2, 508, 509, 510, 511, 512, 4092, 4093, 4094, 4095, 4096, 65533, 65534, 65535}
	rapid.Check(t, func(t *rapid.T) {
		var ask []string
		for _, n := range rapid.SliceOfN(rapid.SampledFrom(edges), 0, 8).Draw(t, "sizes") {
			ask = append(ask, strings.Repeat("m", n))
		}
		sent := framed(ask...)
		cut := rapid.IntRange(0, min(3, len(sent))).Draw(t, "cut")
		var sizes []byte
		if rapid.Bool().Draw(t, "in pieces") {
			sizes = rapid.SliceOfN(rapid.ByteRange(100, 255), 1, 5).Draw(t, "pieces")
		}
		sameAnswers(t, sent[:len(sent)-cut], sizes)
	})
}

// An inbox grows with what came, not with what is announced, and holds no more
// than half a kilobyte when there is nothing in it, a page if the client seems
// to have more to say.
func TestInboxGrowsWithWhatCame(t *testing.T) {
	var l lender
	in := newInbox(&l)
	var sizes []int
	message := framed(strings.Repeat("x", maxMessage))
	reader := iotest.OneByteReader(bytes.NewReader(message))
	for n := 0; !in.whole(); n++ {
		k, err := reader.Read(in.space())
		if err != nil {
			t.Fatal(err)
		}
		in.arrived(k)
		if len(sizes) == 0 || sizes[len(sizes)-1] != len(in.buf) {
			sizes = append(sizes, n, len(in.buf))
		}
	}
	if want := []int{0, 512, 512, 4096, 4096, 65537}; !slices.Equal(sizes, want) {
		t.Errorf("after n octets of so many: %v, want %v", sizes, want)
	}
	if got := string(in.message()); got != string(message[2:]) {
		t.Error("the message is another one")
	}
	in.drop()
	if got := len(in.space()); got != 4096 {
		t.Errorf("%d octets of space after a full buffer, want 4096", got)
	}
	in.arrived(10)
	in.start = in.end
	if got := len(in.space()); got != 512 {
		t.Errorf("%d octets of space after a buffer that was not full, want 512", got)
	}
	put(in, framed(strings.Repeat("x", 600)))
	in.drop()
	if got := len(in.space()); got != 512 {
		t.Errorf("%d octets of space after a buffer that was not full, want 512", got)
	}
	put(in, make([]byte, 512))
	in.start = in.end
	if got := len(in.space()); got != 4096 {
		t.Errorf("%d octets of space after a full head, want 4096", got)
	}
	in.arrived(4096)
	in.start = in.end
	if got := len(in.space()); got != 4096 {
		t.Errorf("%d octets of space after a full page, want 4096", got)
	}
}

// What is lent fits, also after other things were given back.
func TestLender(t *testing.T) {
	var l lender
	for _, c := range []struct{ n, want int }{{0, 4096}, {4096, 4096}, {4097, 65537}, {65537, 65537}} {
		b := l.lend(c.n)
		if len(b) != c.want {
			t.Errorf("for %d octets: %d, want %d", c.n, len(b), c.want)
		}
		l.giveBack(b[:c.n])
	}
	l.giveBack(make([]byte, 512)) // of nobody
	if b := l.lend(1); len(b) != 4096 {
		t.Errorf("%d octets, want 4096", len(b))
	}
}

// Buffers are used again. The race detector makes a pool forget some.
func TestLenderUsesBuffersAgain(t *testing.T) {
	for _, n := range []int{smallSize, largeSize} {
		var l lender
		seen := map[*byte]bool{}
		for range 100 {
			b := l.lend(n)
			seen[&b[0]] = true
			l.giveBack(b)
		}
		if len(seen) > 60 {
			t.Errorf("%d buffers of %d octets for 100 in turn", len(seen), n)
		}
	}
}

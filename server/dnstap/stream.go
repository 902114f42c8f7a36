package dnstap

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"
)

// contentType is what the frames hold.
const contentType = "protobuf:dnstap.Dnstap"

// Types of control frames.
const (
	controlAccept = 1
	controlStart  = 2
	controlStop   = 3
	controlReady  = 4
	controlFinish = 5
)

// fieldContentType is the field of a control frame.
const fieldContentType = 1

// ioTime is how long a collector may take for what it has to do.
const ioTime = 2 * time.Second

// mostControl is the longest control frame that is read.
const mostControl = 512

// stream is a connection on which frames are sent. Not safe for concurrent use.
type stream struct {
	conn net.Conn
	out  *bufio.Writer
}

// open shakes hands as a sender does: READY, their ACCEPT, START.
func open(conn net.Conn) (*stream, error) {
	_ = conn.SetDeadline(time.Now().Add(ioTime))
	s := &stream{conn, bufio.NewWriterSize(conn, 64<<10)}
	if err := s.control(controlReady, contentType); err != nil {
		return nil, err
	}
	if err := readControl(conn, controlAccept); err != nil {
		return nil, err
	}
	return s, s.control(controlStart, contentType)
}

// control sends a control frame, with a content type unless that is empty.
func (s *stream) control(kind uint32, content string) error {
	var frame []byte
	frame = binary.BigEndian.AppendUint32(frame, kind)
	if content != "" {
		frame = binary.BigEndian.AppendUint32(frame, fieldContentType)
		frame = binary.BigEndian.AppendUint32(frame, uint32(len(content)))
		frame = append(frame, content...)
	}
	head := binary.BigEndian.AppendUint32(make([]byte, 4, 8), uint32(len(frame)))
	_, _ = s.out.Write(head) // Flush says what was wrong
	_, _ = s.out.Write(frame)
	return s.out.Flush()
}

// frame queues a frame.
func (s *stream) frame(text []byte) error {
	_ = s.conn.SetWriteDeadline(time.Now().Add(ioTime))
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(text)))
	if _, err := s.out.Write(head[:]); err != nil {
		return err
	}
	_, err := s.out.Write(text)
	return err
}

// finish sends STOP, waits for their FINISH, and closes.
func (s *stream) finish() {
	defer s.conn.Close()
	_ = s.conn.SetDeadline(time.Now().Add(ioTime))
	if s.control(controlStop, "") == nil {
		_ = readControl(s.conn, controlFinish)
	}
}

// readControl reads a control frame that has to be of a kind.
func readControl(from io.Reader, kind uint32) error {
	var head [8]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[4:])
	if binary.BigEndian.Uint32(head[:]) != 0 || size < 4 || size > mostControl {
		return errors.New("it speaks no Frame Streams")
	}
	frame := make([]byte, size)
	if _, err := io.ReadFull(from, frame); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(frame) != kind {
		return errors.New("it does not take dnstap")
	}
	return nil
}

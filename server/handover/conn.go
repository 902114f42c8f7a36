package handover

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Bounds of a frame.
const (
	mostOctets  = 256 << 20 // of JSON
	mostFiles   = 1 << 14
	filesAtOnce = 200 // the kernel takes 253 (SCM_MAX_FD)
)

// Conn is one end. Make it with NewConn or Pair; it must not be copied.
type Conn struct{ unix *net.UnixConn }

// NewConn makes a Conn of an open socket, and closes the file.
func NewConn(f *os.File) (*Conn, error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, err
	}
	u, is := c.(*net.UnixConn)
	if !is {
		c.Close()
		return nil, errors.New("not a Unix socket")
	}
	return &Conn{u}, nil
}

// Pair makes both ends: ours, and the file that the other process is to have.
func Pair() (ours *Conn, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socketpair: %w", err)
	}
	theirs = os.NewFile(uintptr(fds[1]), "handover")
	if ours, err = NewConn(os.NewFile(uintptr(fds[0]), "handover")); err != nil {
		theirs.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}

// Close closes this end.
func (c *Conn) Close() error { return c.unix.Close() }

// Send sends a word, and files with it, which stay open here. It ends with ctx.
func (c *Conn) Send(ctx context.Context, word any, files ...*os.File) error {
	defer c.until(ctx)()
	text, err := json.Marshal(word)
	if err != nil {
		return err
	}
	if len(text) > mostOctets || len(files) > mostFiles {
		return fmt.Errorf("%d octets and %d files are more than can be handed over", len(text), len(files))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	head = binary.BigEndian.AppendUint32(head, uint32(len(files)))
	if _, err := c.unix.Write(head); err != nil {
		return err
	}
	for len(files) > 0 {
		n := min(len(files), filesAtOnce)
		if err := c.sendFiles(files[:n]); err != nil {
			return err
		}
		files = files[n:]
	}
	_, err = c.unix.Write(text)
	return err
}

// sendFiles sends an octet that carries files. Their numbers are not asked for by
// Fd, which would make them wait in calls, here and wherever they are open too.
func (c *Conn) sendFiles(files []*os.File) error {
	numbers := make([]int, 0, len(files))
	for _, f := range files {
		raw, err := f.SyscallConn()
		if err != nil {
			return err
		}
		if err := raw.Control(func(fd uintptr) { numbers = append(numbers, int(fd)) }); err != nil {
			return err
		}
	}
	_, _, err := c.unix.WriteMsgUnix([]byte{0}, unix.UnixRights(numbers...), nil)
	return err
}

// Receive reads a word, with the files that came with it, which are the caller's.
// It ends with ctx. io.EOF means that the other end is closed.
func (c *Conn) Receive(ctx context.Context, word any) (files []*os.File, err error) {
	defer c.until(ctx)()
	defer func() {
		if err != nil {
			closeAll(files)
			files = nil
		}
	}()
	head := make([]byte, 8)
	if _, err := io.ReadFull(c.unix, head); err != nil {
		return nil, err
	}
	octets, count := binary.BigEndian.Uint32(head), binary.BigEndian.Uint32(head[4:])
	if octets > mostOctets || count > mostFiles {
		return nil, fmt.Errorf("a word of %d octets with %d files: this is no geosrv", octets, count)
	}
	for uint32(len(files)) < count {
		more, err := c.receiveFiles()
		files = append(files, more...)
		if err != nil {
			return files, err
		}
	}
	text := make([]byte, octets)
	if _, err := io.ReadFull(c.unix, text); err != nil {
		return files, err
	}
	return files, json.Unmarshal(text, word)
}

// receiveFiles reads an octet that carries files.
func (c *Conn) receiveFiles() (files []*os.File, err error) {
	beside := make([]byte, unix.CmsgSpace(4*filesAtOnce))
	n, besides, flags, _, err := c.unix.ReadMsgUnix(make([]byte, 1), beside)
	if err != nil {
		return nil, err
	}
	messages, err := unix.ParseSocketControlMessage(beside[:besides])
	if err != nil {
		return nil, err
	}
	for i := range messages {
		numbers, err := unix.ParseUnixRights(&messages[i])
		if err != nil {
			continue // of something else
		}
		for _, fd := range numbers {
			files = append(files, os.NewFile(uintptr(fd), "handed over"))
		}
	}
	switch {
	case n == 0:
		return files, io.EOF
	case flags&unix.MSG_CTRUNC != 0:
		return files, errors.New("there is no room for the files that are handed over (is LimitNOFILE too small?)")
	case len(files) == 0:
		return files, errors.New("the files are missing that should be handed over")
	}
	return files, nil
}

// until has what is sent and received end with ctx.
func (c *Conn) until(ctx context.Context) (done func()) {
	_ = c.unix.SetDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { _ = c.unix.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

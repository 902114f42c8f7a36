package control

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// mode is who may ask: the socket's user and group.
const mode = 0o660

// maxPath is how long the path of a socket may be: the kernel takes 108 octets
// (unix(7)), and the name that it has while it is made is longer.
const maxPath = 100

// connectTime is how long a connection may take: it only waits when as many as
// the kernel queues are waiting already.
const connectTime = 5 * time.Second

// socket is a Unix socket with its file. Make it with bind; it must not be
// copied.
type socket struct {
	*net.UnixListener
	path string
	file fs.FileInfo // what was put at the path
	left atomic.Bool // the file is another process's
}

// bind makes a socket at a path. One that nobody answers on is replaced. The
// file is made under another name, and renamed when its mode is right: nobody
// ever finds it otherwise, nor misses it while it is replaced.
func bind(path string) (*socket, error) {
	if len(path) > maxPath {
		return nil, fmt.Errorf("%s: the path has %d octets, more than %d (choose a shorter one)", path, len(path), maxPath)
	}
	unlock, err := lock(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := vacant(path); err != nil {
		return nil, err
	}
	made := path + ".new"
	if err := os.Remove(made); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: made, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, bare(err))
	}
	l.SetUnlinkOnClose(false) // it would take away what another one put there
	s := &socket{UnixListener: l, path: path}
	if err := s.place(made); err != nil {
		l.Close()
		_ = os.Remove(made) // it may not be there any more
		return nil, err
	}
	return s, nil
}

// adopt makes a socket of one that listens already, and closes the file.
func adopt(path string, file *os.File) (*socket, error) {
	defer file.Close()
	l, err := net.FileListener(file)
	if err != nil {
		return nil, err
	}
	u, is := l.(*net.UnixListener)
	if !is {
		l.Close()
		return nil, fmt.Errorf("%s: no Unix socket was handed over for it", path)
	}
	u.SetUnlinkOnClose(false)
	s := &socket{UnixListener: u, path: path}
	if s.file, err = os.Lstat(path); err != nil {
		l.Close()
		return nil, err
	}
	return s, nil
}

// place gives the file its mode and its name.
func (s *socket) place(made string) (err error) {
	if err = os.Chmod(made, mode); err != nil {
		return err
	}
	if s.file, err = os.Lstat(made); err != nil {
		return err
	}
	return os.Rename(made, s.path)
}

// Close ends listening and removes the file, unless it is somebody else's by
// now.
func (s *socket) Close() error {
	if s.left.Load() {
		return s.UnixListener.Close()
	}
	if unlock, err := lock(filepath.Dir(s.path)); err == nil {
		defer unlock()
	}
	if now, err := os.Lstat(s.path); err == nil && os.SameFile(now, s.file) {
		_ = os.Remove(s.path) // a file that stays is stale, and replaced by the next one
	}
	return s.UnixListener.Close()
}

// lock lets one process at a time put sockets into a folder.
func lock(folder string) (unlock func(), err error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w (make the folder, or choose another one)", folder, bare(err))
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: cannot be locked: %w", folder, err)
	}
	return func() { f.Close() }, nil // which unlocks
}

// vacant says why a path is not free for a socket.
func vacant(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("%s: there is a file that is no socket (remove it, or choose another path)", path)
	}
	conn, err := net.DialTimeout("unix", path, connectTime)
	if err == nil {
		conn.Close()
		return fmt.Errorf("%s: another process answers there (end it, or choose another path)", path)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%s: cannot be replaced: %w", path, bare(err))
	}
	return nil
}

// bare is an error of the system without what was being done.
func bare(err error) error {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number
	}
	return err
}

package server

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// lockFile is what a server holds locked in its state folder.
const lockFile = "lock"

// errClaimed is the error of a folder in which another server keeps its state.
var errClaimed = errors.New("another geosrv keeps its state there (give each a folder of its own)")

// claim takes a folder for one server, until the file is closed or the process
// ends: two would take away from each other what they were told. A folder that
// somebody chose is made.
func claim(dir string, chosen bool) (*os.File, error) {
	if chosen {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = errClaimed
		}
		return nil, err
	}
	return f, nil
}

// passing reports whether an error is of a disk, which may be well again without
// anybody changing what the configuration says.
func passing(err error) bool {
	for _, number := range []unix.Errno{unix.ENOSPC, unix.EDQUOT, unix.EROFS, unix.EIO} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

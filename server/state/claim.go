package state

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

// Inherit has the claims of folders taken from where another process handed them over:
// handed returns an open file, which is the keeper's then, or nil. It is to be called
// before anything is settled.
func (k *Keeper) Inherit(handed func(dir string) *os.File) { k.handed = handed }

// claim claims a folder, unless its claim was handed over.
func (k *Keeper) claim(dir string, chosen bool) (*os.File, error) {
	if k.handed != nil {
		if file := k.handed(dir); file != nil {
			return file, nil
		}
	}
	return claim(dir, chosen)
}

// claimed claims the folder if that was in vain before.
func (k *Keeper) claimed(dir string) (err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.claims == nil && k.dir == dir {
		k.claims, err = claim(dir, true)
	}
	return err
}

// Lend calls a function with the folder and the file by which it is claimed, which stays
// the keeper's, and returns its error; it does nothing where there is none. The file is
// open as long as the function runs.
func (k *Keeper) Lend(to func(dir string, claim *os.File) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dir == "" || k.claims == nil {
		return nil
	}
	return to(k.dir, k.claims)
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

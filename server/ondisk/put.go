package ondisk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Put puts a file in place, so that after a crash at any moment there is either the
// one of before or this one. One at a time may put files into a folder.
func Put(dir, name string, text []byte) error {
	if err := PutUnsynced(dir, name, text); err != nil {
		return err
	}
	return Sync(dir)
}

// PutUnsynced is Put of which only the content lasts, and the name once somebody
// calls Sync.
func PutUnsynced(dir, name string, text []byte) (err error) {
	made := filepath.Join(dir, madeFrom+name+madeTo)
	if err := os.Remove(made); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A link that somebody left there would lead us to a file of his choice.
	f, err := os.OpenFile(made, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, name))
}

// What stands around the name of a file while it is written.
const (
	madeFrom = "."
	madeTo   = ".new"
)

// Unmade is the name that a file was to have which a crash left half-written; the name
// itself if it is no such file's.
func Unmade(name string) string {
	if inner, is := strings.CutPrefix(name, madeFrom); is {
		if inner, is = strings.CutSuffix(inner, madeTo); is {
			return inner
		}
	}
	return name
}

// Sync makes a rename in a folder last.
func Sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

package ondisk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Read reads a file that should have size octets, and one more if there are more.
// The result is never nil beside a nil error; the error has no path.
func Read(path string, size int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, Bare(err)
	}
	defer f.Close()
	text := make([]byte, size+1)
	n, err := io.ReadFull(f, text)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, Bare(err)
	}
	return text[:n], nil
}

// Bare is an error of the file system without the path, for where that stands in
// front of it already.
func Bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

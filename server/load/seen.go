package load

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"geosrv/server/ondisk"
)

// How a file is read that somebody may be writing.
const (
	readTries = 3 // a file that changes while it is read is read again
	// racy is how long after a change a file may change again without a new
	// time: file systems count time in steps.
	racy = 2 * time.Second
)

// stamp tells one state of a file from another without reading it. It is
// compared for equality only: a restored backup has an older time.
type stamp struct {
	dev, ino     uint64
	size         int64
	mtime, ctime int64 // Unix nanoseconds
}

// seen is one file as it was last read. The zero value was never read. It
// belongs to the goroutine that loads.
type seen struct {
	path  string
	stamp stamp             // zero if there is none
	fresh bool              // read so soon after a change that the stamp proves nothing
	sum   [sha256.Size]byte // of the content
	ends  bool              // its last octet is a line feed
	err   error             // why it could not be read

	octets int // that were read the last time; 0 if its stamp was enough
}

// read brings s up to date. It reports whether the content, or the reason why
// there is none, is another than before; text is the new content, of at most
// limit octets.
func (s *seen) read(limit int64) (text []byte, changed bool) {
	now, err := s.fetch(limit, func(size int64) (n int64, err error) {
		text, err = ondisk.Read(s.path, size)
		return int64(len(text)), err
	})
	s.octets = len(text)
	if err != nil {
		changed = s.err == nil || s.err.Error() != err.Error()
		*s = seen{path: s.path, err: err}
		return nil, changed
	}
	if text == nil {
		return nil, false
	}
	sum := ondisk.Sum(text)
	changed = sum != s.sum
	s.know(now, sum, len(text) > 0 && text[len(text)-1] == '\n')
	if !changed {
		return nil, false
	}
	return text, true
}

// know is for content that was read just now.
func (s *seen) know(now stamp, sum [sha256.Size]byte, ends bool) {
	s.sum, s.stamp, s.ends, s.err = sum, now, ends, nil
	s.fresh = time.Since(time.Unix(0, max(now.mtime, now.ctime))) < racy
}

// proves reports whether the file has the content of a sum, without the memory that all
// of it would take. If so s is up to date, and else as it was.
func (s *seen) proves(limit int64, sum [sha256.Size]byte) bool {
	var is ondisk.Summed
	looked := false
	now, err := s.fetch(limit, func(size int64) (n int64, err error) {
		looked = true
		is, err = ondisk.SumFile(s.path, size)
		return is.Size, err
	})
	switch {
	case err != nil:
		return false
	case !looked: // its stamp is the one of the last time
		return s.sum == sum
	case is.Sum != sum:
		return false
	}
	s.octets = int(is.Size)
	s.know(now, sum, is.Ends)
	return true
}

// fetch has the content read, with the stamp that it has had from before it was
// read until after; read is told its size, and tells how much there was. read is not
// called if the stamp is still the one of the last time.
func (s *seen) fetch(limit int64, read func(size int64) (n int64, err error)) (stamp, error) {
	for range readTries {
		before, err := stampOf(s.path, limit)
		if err != nil || before == s.stamp && !s.fresh {
			return before, err
		}
		n, err := read(before.size)
		if err != nil {
			return before, err
		}
		if after, err := stampOf(s.path, limit); err == nil && after == before && n == before.size {
			return before, nil
		}
	}
	return stamp{}, errors.New("it changes while it is read (put new files in place by renaming)")
}

// stampOf asks the file system. Only regular files have one: anything else may
// block who opens it.
func stampOf(path string, limit int64) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, ondisk.Bare(err)
	}
	if !info.Mode().IsRegular() {
		return stamp{}, errors.New("it is not a regular file")
	}
	if info.Size() > limit {
		return stamp{}, fmt.Errorf("it has %d octets, more than %d", info.Size(), limit)
	}
	st := stamp{size: info.Size(), mtime: info.ModTime().UnixNano()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		st.dev, st.ino, st.ctime = uint64(sys.Dev), sys.Ino, ctimeOf(sys)
	}
	return st, nil
}

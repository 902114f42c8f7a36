package shelf

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"geosrv/geo"
	"geosrv/server/guard"
	"geosrv/server/ondisk"
)

// Most of a start with a geo database is decoding it, and it decodes to the same each
// time. So what it decodes to is kept beside its copy, under a name that says of what
// file and by which decoder. It is never needed: whatever is wrong with it, the copy
// is decoded.

// maxDecoded is the size in octets above which nothing decoded is kept or read.
const maxDecoded = 1 << 30

// decodedKey is the geo.CacheKey of a file by its sum as a list says it.
func decodedKey(sum string) (key [sha256.Size]byte, ok bool) {
	b, err := hex.DecodeString(sum)
	if err != nil || len(b) != sha256.Size {
		return key, false
	}
	return geo.CacheKey([sha256.Size]byte(b)), true
}

// decodedName is the name of what a file decodes to, by the sum of the file; "" if
// that is none.
func decodedName(sum string) string {
	key, ok := decodedKey(sum)
	if !ok {
		return ""
	}
	return sumOf(key) + ".geo"
}

// readDecoded reads what the copy of a sum decodes to. The error is fs.ErrNotExist if
// this geosrv has not kept it.
func readDecoded(dir, sum string) (*geo.Database, error) {
	key, ok := decodedKey(sum)
	if !ok {
		return nil, ErrCopy
	}
	path := filepath.Join(Folder(dir), decodedName(sum))
	info, err := os.Lstat(path)
	if err != nil {
		return nil, ondisk.Bare(err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxDecoded {
		return nil, errors.New("it is no file of a sensible size")
	}
	b, err := ondisk.Read(path, info.Size())
	if err != nil {
		return nil, err
	}
	return guard.Read(func() (*geo.Database, error) { return geo.ReadCache(b, key) })
}

// database is the geo database of a path, which the list has.
func (l *List) database(path string) *File {
	return &l.Files[slices.IndexFunc(l.Files, func(f File) bool { return f.Kind == Geo && f.Path == path })]
}

// Decode is geo.Decode of the copy of a list that was taken up, from what is kept of
// that if it can be. The copy itself is proven behind the start then, by Run: it is for
// a geosrv that decodes otherwise. What was decoded is left to the shelf, which keeps it
// where it is not. The shelf must not run yet.
func (s *Shelf) Decode(l *List, path string) (*geo.Database, error) {
	f := l.database(path)
	if db, err := readDecoded(s.dir, f.Sum); err == nil {
		_, _ = f.find(s.dir) // for its time; whatever is wrong with it, Run finds
		s.have[f.Sum], s.unproven = true, f
		s.have[decodedName(f.Sum)], f.Database = true, db
		return db, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		s.log.Warn("what the geo database decodes to was kept and cannot be used: it is decoded again", "of", path, "error", err)
	}
	text, err := f.read(s.dir)
	if err != nil {
		s.log.Warn("a kept copy cannot be used", "of", path, "error", err)
		f.Since = time.Time{} // it was not taken up
		return nil, err
	}
	s.have[f.Sum] = true
	if f.Database, err = geo.Decode(path, text); err != nil {
		return nil, err
	}
	s.later(l)
	return f.Database, nil
}

// prove looks whether the copy of a geo database is whole that a start did without, and
// has it made again if it is not.
func (s *Shelf) prove() {
	if s.unproven == nil {
		return
	}
	f := *s.unproven // the list may be read elsewhere
	s.unproven = nil
	if !s.have[f.Sum] {
		return // another list is kept by now
	}
	if _, err := f.read(s.dir); err != nil {
		s.log.Warn("a kept copy cannot be used: it is made again", "of", f.Path, "error", err)
		delete(s.have, f.Sum)
		s.mu.Lock()
		again := s.last
		s.mu.Unlock()
		s.later(again)
	}
}

// writeDecoded writes what a geo database decodes to, unless it is there. had are the
// names of what is. A failure costs the next start some time, no more: it is logged
// and left at that until there is another list.
func (s *Shelf) writeDecoded(dir string, f *File, had map[string]bool) (octets int) {
	name := decodedName(f.Sum)
	key, ok := decodedKey(f.Sum)
	if s.have[name] = had[name]; had[name] || !ok || f.Database == nil {
		return 0
	}
	b := f.Database.Cache(key)
	err := fmt.Errorf("%d octets, more than %d", len(b), maxDecoded)
	if len(b) <= maxDecoded {
		err = ondisk.Put(Folder(dir), name, b)
	}
	if err != nil {
		s.log.Warn("what the geo database decodes to cannot be kept: the next start decodes it again", "of", f.Path, "error", err)
		return 0
	}
	s.have[name] = true
	return len(b)
}

package shelf

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"geosrv/geo"
	"geosrv/server/ondisk"
)

// Each copy has the name of its content's sum; a list, sealed like the state file, says
// what they are copies of:
//
//	kept/list              geosrv-kept 1 sha256=HEX, and JSON
//	kept/HEX               a file as it was read
//	kept/HEX.geo           what the geo database of the list decodes to
const (
	folder      = "kept"
	listFile    = "list"
	listWord    = "geosrv-kept"
	listVersion = 1
	maxKept     = 4 << 30 // octets, of all copies together
)

// Kinds of files that are kept.
const (
	Config    = "config"
	Zone      = "zone"
	Geo       = "geo" // the database of places
	Overrides = "overrides"
	Cookies   = "cookies" // their secrets
)

// ErrCopy says that a copy is not what its list says.
var ErrCopy = errors.New("the copy is damaged")

// List says of which files there are copies. A value of JSON.
type List struct {
	At    time.Time `json:"at"`    // when they were accepted
	Files []File    `json:"files"` // those of the configuration first, in their order
}

// File is one file as it was accepted.
type File struct {
	Kind   string `json:"kind"`
	Path   string `json:"path"`             // absolute
	Sum    string `json:"sha256"`           // of the content, in hex
	Size   int64  `json:"size"`             // octets
	Origin string `json:"origin,omitempty"` // of a zone whose configuration says it
	Source string `json:"source,omitempty"` // of a zone: the file, folder or glob of the configuration
	Listed bool   `json:"listed,omitempty"` // of a zone: found in a folder or by a glob

	Since    time.Time     `json:"-"` // when the copy was made, of one that was taken up
	Text     []byte        `json:"-"` // until it is written; nil if it was kept before
	Database *geo.Database `json:"-"` // what it was decoded to, of a geo database that is served
}

// sumOf is a sum as the names of copies say it.
func sumOf(sum [sha256.Size]byte) string { return fmt.Sprintf("%x", sum) }

// configs are the names of the configuration files.
func (l *List) configs() (names []string) {
	for _, f := range l.Files {
		if f.Kind == Config {
			names = append(names, f.Path)
		}
	}
	return names
}

// read reads the list of a state folder; nil if there is none.
func read(dir string) (*List, error) {
	l := new(List)
	err := ondisk.ReadSealed(filepath.Join(Folder(dir), listFile), listWord, listVersion, l)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Folder is where the copies are in a state folder.
func Folder(dir string) string { return filepath.Join(dir, folder) }

// find finds the copy of the file, which may be damaged.
func (f *File) find(dir string) (path string, err error) {
	if f.Size < 0 || f.Size > maxKept || !isSum(f.Sum) {
		return "", ErrCopy
	}
	path = filepath.Join(Folder(dir), f.Sum)
	switch info, err := os.Lstat(path); {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular() || info.Size() != f.Size:
		return "", ErrCopy // before a list that lies has us take memory for it
	default:
		f.Since = info.ModTime()
	}
	return path, nil
}

// read reads the copy of the file, and proves it.
func (f *File) read(dir string) ([]byte, error) {
	path, err := f.find(dir)
	if err != nil {
		return nil, err
	}
	text, err := ondisk.Read(path, f.Size)
	if err != nil {
		return nil, err
	}
	if int64(len(text)) != f.Size || sumOf(ondisk.Sum(text)) != f.Sum {
		return nil, ErrCopy
	}
	return text, nil
}

// write puts the list in place, behind its copies, and takes away the copies
// that it does not name.
func (l *List) write(dir string) error {
	text, err := ondisk.Seal(listWord, listVersion, l)
	if err != nil {
		return err
	}
	folder := Folder(dir)
	if err := ondisk.Sync(folder); err != nil {
		return err
	}
	if err := ondisk.Put(folder, listFile, text); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	named := map[string]bool{listFile: true}
	for _, f := range l.Files {
		named[f.Sum] = true
		if f.Kind == Geo {
			named[decodedName(f.Sum)] = true
		}
	}
	for _, e := range entries {
		if !named[e.Name()] && isOurs(e.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	return err
}

// isOurs reports whether a name is one that a copy or a list has, or had while it was
// written: somebody may choose a folder for the state in which there are files of his.
func isOurs(name string) bool {
	name = ondisk.Unmade(name)
	return name == listFile || isSum(strings.TrimSuffix(name, ".geo"))
}

// isSum reports whether a text is a sum as sumOf writes it.
func isSum(text string) bool {
	return len(text) == 2*sha256.Size && strings.Trim(text, "0123456789abcdef") == ""
}

// bound leaves out what is more than may be kept, the largest first.
func (l *List) bound(limit int64) (left []File) {
	total := int64(0)
	for _, f := range l.Files {
		total += f.Size
	}
	for total > limit {
		at := 0
		for i := range l.Files {
			if l.Files[i].Size > l.Files[at].Size {
				at = i
			}
		}
		total -= l.Files[at].Size
		left = append(left, l.Files[at])
		l.Files = slices.Delete(l.Files, at, at+1)
	}
	return left
}

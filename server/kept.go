package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"geosrv/geo"
)

// Copies of the files that were accepted last are kept in the state folder, so
// that a restart has what a reload has: something good to go on with. Each copy
// has the name of its content's sum; a list, sealed like the state file, says
// what they are copies of:
//
//	kept/list              geosrv-kept 1 sha256=HEX, and JSON
//	kept/HEX               a file as it was read
//	kept/HEX.geo           what the geo database of the list decodes to
//
// A copy is never changed. The list goes behind the copies, so that what a list
// names is there, whenever a crash comes.
const (
	keptFolder  = "kept"
	keptFile    = "list"
	keptWord    = "geosrv-kept"
	keptVersion = 1
	maxKept     = 4 << 30 // octets, of all copies together
)

// Kinds of files that are kept.
const (
	keptConfig    = "config"
	keptZone      = "zone"
	keptGeo       = "geo"
	keptOverrides = "overrides"
	keptCookies   = "cookies"
)

// errBadCopy says that a copy is not what the list says.
var errBadCopy = errors.New("the copy is damaged")

// keptList says of which files there are copies. A value of JSON.
type keptList struct {
	At    time.Time `json:"at"`    // when they were accepted
	Files []kept    `json:"files"` // those of the configuration first, in their order
}

// kept is one file as it was accepted.
type kept struct {
	Kind   string `json:"kind"`
	Path   string `json:"path"` // absolute
	Sum    string `json:"sha256"`
	Size   int64  `json:"size"`
	Origin string `json:"origin,omitempty"` // of a zone whose configuration says it
	Source string `json:"source,omitempty"` // of a zone: the file, folder or glob of the configuration
	Listed bool   `json:"listed,omitempty"` // of a zone: found in a folder or by a glob

	text     []byte        // until it is written
	database *geo.Database // what it was decoded to, of a geo database that is served
}

// sumOf is a sum as the names of copies say it.
func sumOf(sum [sha256.Size]byte) string { return fmt.Sprintf("%x", sum) }

// configs are the names of the configuration files.
func (l *keptList) configs() (names []string) {
	for _, f := range l.Files {
		if f.Kind == keptConfig {
			names = append(names, f.Path)
		}
	}
	return names
}

// readKept reads the list of a state folder; nil if there is none.
func readKept(dir string) (*keptList, error) {
	text, err := readBounded(filepath.Join(dir, keptFolder, keptFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	body, err := unseal(keptWord, keptVersion, text)
	if err != nil {
		return nil, err
	}
	l := new(keptList)
	if err := json.Unmarshal(body, l); err != nil {
		return nil, fmt.Errorf("%w: %w", errBadState, err)
	}
	return l, nil
}

// readCopy reads the copy of a file, and proves it.
func readCopy(dir string, f *kept) ([]byte, error) {
	if f.Size < 0 || f.Size > maxKept || !isSum(f.Sum) {
		return nil, errBadCopy
	}
	path := filepath.Join(dir, keptFolder, f.Sum)
	switch info, err := os.Lstat(path); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() != f.Size:
		return nil, errBadCopy // before a list that lies has us take memory for it
	}
	text, err := readAll(path, f.Size)
	if err != nil {
		return nil, err
	}
	if int64(len(text)) != f.Size || sumOf(sha256.Sum256(text)) != f.Sum {
		return nil, errBadCopy
	}
	return text, nil
}

// writeKept puts a list in place, behind its copies, and takes away the copies
// that it does not name.
func writeKept(dir string, l *keptList) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, keptFolder)
	if err := syncDir(folder); err != nil {
		return err
	}
	if err := putFile(folder, keptFile, seal(keptWord, keptVersion, body)); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	named := map[string]bool{keptFile: true}
	for _, f := range l.Files {
		named[f.Sum] = true
		if f.Kind == keptGeo {
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
	if writing, is := strings.CutPrefix(name, "."); is {
		if name, is = strings.CutSuffix(writing, ".new"); !is {
			return false
		}
	}
	return name == keptFile || isSum(strings.TrimSuffix(name, ".geo"))
}

// isSum reports whether a text is a sum as sumOf writes it.
func isSum(text string) bool {
	return len(text) == 2*sha256.Size && strings.Trim(text, "0123456789abcdef") == ""
}

// seal writes a head in front of a body, so that unseal can tell whether all of it
// is there.
func seal(word string, version int, body []byte) []byte {
	head := fmt.Appendf(nil, "%s %d sha256=%x\n", word, version, sha256.Sum256(body))
	return append(append(head, body...), '\n')
}

// unseal gives the body back. The error is errBadState with the reason.
func unseal(word string, version int, text []byte) ([]byte, error) {
	head, body, found := bytes.Cut(text, []byte("\n"))
	var is int
	var sum string
	if n, _ := fmt.Sscanf(string(head), word+" %d sha256=%64s", &is, &sum); !found || n != 2 {
		return nil, fmt.Errorf("%w: it does not begin as one", errBadState)
	}
	if is != version {
		return nil, fmt.Errorf("%w: it is of version %d, this geosrv writes %d", errBadState, is, version)
	}
	body = bytes.TrimSuffix(body, []byte("\n"))
	if sumOf(sha256.Sum256(body)) != sum {
		return nil, fmt.Errorf("%w: its sum is wrong, it was not written by us or not in full", errBadState)
	}
	return body, nil
}

// readBounded reads a file of at most maxState octets. Nobody waits for the other
// end of a pipe.
func readBounded(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxState))
}

// putFile puts a file in place, so that after a crash at any moment there is
// either the one of before or this one. One at a time may write into a folder:
// what a crash leaves behind has the name that the next one takes.
func putFile(dir, name string, text []byte) error {
	if err := putUnsynced(dir, name, text); err != nil {
		return err
	}
	return syncDir(dir)
}

// putUnsynced is putFile of which only the content lasts, and the name once
// somebody calls syncDir.
func putUnsynced(dir, name string, text []byte) (err error) {
	made := filepath.Join(dir, "."+name+".new")
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

// bound leaves out what is more than may be kept, the largest first.
func (l *keptList) bound(limit int64) (left []kept) {
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

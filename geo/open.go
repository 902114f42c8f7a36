package geo

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// maxFile is the size in bytes above which a database is refused. The largest
// databases on the market have about half of it.
const maxFile = 1 << 30

// Open reads and decodes an .mmdb file. See Decode for its errors; they name the
// file.
//
// The file is read, never mapped: a mapped file that is truncated in place kills the
// process with a signal that Go can't catch.
func Open(file string) (*Database, error) {
	b, err := readFile(file)
	if err != nil {
		return nil, err
	}
	return Decode(file, b)
}

// readFile reads a regular file of a sensible size.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file (give the path of an .mmdb file)", file)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, more than %d (is it an .mmdb file?)", file, info.Size(), maxFile)
	}
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("%s: it shrank while it was read (put new files in place by renaming): %w", file, err)
	}
	return b, nil
}

// Decode decodes the bytes of an .mmdb file, which it does not keep. The database
// must be of a type that contains City, Country or Enterprise. name stands in
// errors. A damaged file is an error, whatever its damage.
func Decode(name string, b []byte) (d *Database, err error) {
	// The reader is written to survive any file. This is the second belt: a bug in it
	// must cost a reload, not the server.
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, fmt.Errorf("%s: damaged database: %v", name, p)
		}
	}()
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, more than %d (is it an .mmdb file?)", name, len(b), maxFile)
	}
	r, err := maxminddb.OpenBytes(b)
	if err != nil {
		return nil, fmt.Errorf("%s: not an .mmdb database: %w", name, err)
	}
	defer r.Close()
	kind := r.Metadata.DatabaseType
	if !placeType(kind) {
		return nil, fmt.Errorf("%s: a database of type %.60q has no places (use a City or Country database)", name, kind)
	}
	if err := r.Verify(); err != nil {
		return nil, fmt.Errorf("%s: damaged database (fetch it again): %w", name, err)
	}
	if err := checkTree(r.Metadata, b); err != nil {
		return nil, fmt.Errorf("%s: damaged database: %w", name, err)
	}
	dec := newDecoder(r)
	if err := dec.walk(); err != nil {
		return nil, fmt.Errorf("%s: damaged database: %w", name, err)
	}
	dec.db.kind = strings.Clone(kind)
	dec.db.built = r.Metadata.BuildTime()
	return dec.db, nil
}

// placeType says whether databases of this type say where networks are.
func placeType(kind string) bool {
	for _, word := range []string{"City", "Country", "Enterprise"} {
		if strings.Contains(kind, word) {
			return true
		}
	}
	return false
}

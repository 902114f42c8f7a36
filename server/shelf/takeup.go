package shelf

import (
	"slices"
	"time"
)

// TakeUp goes on with what an older shelf kept in a state folder. It returns the list,
// and the text of the copy of each of its files, proven; nil for one that cannot be used,
// with a word in the log, and for a geo database, which is for Decode. The list is nil if there is none, or if it is of other
// configuration files than those of the absolute paths configs, in this order: another
// server's. The shelf must not run yet.
func (s *Shelf) TakeUp(dir string, configs []string) (l *List, texts [][]byte) {
	l, err := read(dir)
	if err != nil {
		s.log.Warn("the list of kept files cannot be used", "folder", Folder(dir), "error", err)
	}
	if l == nil || !slices.Equal(l.configs(), configs) {
		return nil, nil
	}
	s.dir, s.last = dir, l
	texts = make([][]byte, len(l.Files))
	for i := range l.Files {
		f := &l.Files[i]
		if f.Kind == Geo {
			continue
		}
		text, err := f.read(dir)
		if err != nil {
			s.log.Warn("a kept copy cannot be used", "of", f.Path, "error", err)
			f.Since = time.Time{} // it was not taken up
			continue
		}
		texts[i], s.have[f.Sum] = text, true
	}
	return l, texts
}

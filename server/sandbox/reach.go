package sandbox

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Use is what is done with a path.
type Use int

const (
	// Read reads a file, or the files of a folder.
	Read Use = iota
	// Write makes, changes and removes files in a folder; Read is part of it.
	Write
	// Run runs a program; Read is part of it. A program has libraries, and may be a
	// script, so whoever runs one may read and run what the system has (see System).
	Run
)

// String is the participle.
func (u Use) String() string {
	switch u {
	case Write:
		return "written"
	case Run:
		return "run"
	}
	return "read"
}

// Need is a path and what is done with it. A path that is a glob stands for the
// folder in front of it.
type Need struct {
	Path string // absolute
	Use  Use
}

// Reach is the folders that a process may use. Make it with NewReach; do not copy
// it.
type Reach struct {
	folders map[Use][]string // sorted, without symbolic links, absolute
}

// NewReach makes the least reach in which all needs are met. Folders that are
// missing are left out.
func NewReach(needs ...Need) *Reach {
	r := &Reach{folders: map[Use][]string{}}
	for _, n := range needs {
		stands, is := foldersOf(n)
		for _, dir := range []string{stands, is} {
			list := r.folders[n.Use]
			if _, err := os.Stat(dir); err == nil && !slices.Contains(list, dir) {
				r.folders[n.Use] = append(list, dir)
			}
		}
	}
	for use := range r.folders {
		slices.Sort(r.folders[use])
	}
	return r
}

// Folders are the folders of one use, sorted.
func (r *Reach) Folders(use Use) []string { return slices.Clone(r.folders[use]) }

// Lacks is the folder in which a need stands, if it lies outside; "" if it does
// not. Where a link leads is left to whoever reads it.
func (r *Reach) Lacks(n Need) string {
	if stands, _ := foldersOf(n); !r.holds(stands, n.Use) {
		return stands
	}
	return ""
}

// holds reports whether a folder is within those of a use, or of one that it is
// part of.
func (r *Reach) holds(dir string, use Use) bool {
	for granted, list := range r.folders {
		if granted != use && use != Read {
			continue
		}
		if slices.ContainsFunc(list, func(f string) bool { return within(f, dir) }) {
			return true
		}
	}
	return use != Write && len(r.folders[Run]) > 0 && slices.ContainsFunc(programs(), func(f string) bool { return within(f, dir) })
}

// within reports whether a folder is another or lies in it.
func within(outer, dir string) bool {
	return outer == dir || outer == "/" || strings.HasPrefix(dir, outer+"/")
}

// foldersOf are the folders that a need takes: that in which the path stands, and
// that in which it really is, which are two if it is a link: so the link may be
// turned to something else in the first one. Looking at a path is never forbidden,
// so it can be asked behind Close too.
func foldersOf(n Need) (stands, is string) {
	path := filepath.Clean(n.Path)
	if at := strings.IndexAny(path, "*?["); at >= 0 {
		path = filepath.Dir(path[:at] + "x")
	}
	is = real(path)
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return real(filepath.Dir(path)), filepath.Dir(is)
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return is, is
	}
	return real(filepath.Dir(path)), is
}

// real is a path without symbolic links, as far as it is there.
func real(path string) string {
	to, err := filepath.EvalSymlinks(path)
	if err == nil {
		return to
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(real(dir), filepath.Base(path))
	}
	return path
}
